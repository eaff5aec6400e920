"""Words of the liaison room in both languages."""

from __future__ import annotations

from clerk.desk.views import Words
from clerk.domain.liaison import ThreadState

STATE_WORDS: dict[ThreadState, Words] = {
    ThreadState.ASKED: Words("待接办", "asked"),
    ThreadState.TAKEN_ON: Words("已接办", "taken on"),
    ThreadState.ANSWERED: Words("已答复", "answered"),
    ThreadState.REFUSED: Words("不予答复", "refused"),
    ThreadState.SILENT: Words("逾期未答", "silent"),
    ThreadState.CLOSED: Words("已关闭", "closed"),
}
