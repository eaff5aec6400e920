"""Words of the end of the day in both languages: what does not fit, by receipt number and region."""

from __future__ import annotations

from collections.abc import Callable

from clerk.desk.counter import Counter
from clerk.desk.views import Words
from clerk.desk.wording import ESCALATION_KIND_WORDS
from clerk.domain.day import Difference, DifferenceKind
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.escalations import EscalationKind

SHEETS = Words("本机尚未管理编号纸，故不计数", "Numbered sheets are not kept here yet, so none are counted")

PAPERS = {
    "receipt": Words("收件凭证", "Receipts"),
    "acceptance": Words("受理通知书", "Acceptance notices"),
    "correction": Words("补正通知书", "Correction notices"),
    "hand_over": Words("送达回证", "Proofs of hand-over"),
}

_DELIVERIES = {
    DeliveryKind.SUBMIT: Words("移交", "hand-over to"),
    DeliveryKind.CORRECT: Words("补正移交", "hand-over of the correction to"),
    DeliveryKind.HANDED_OVER: Words("送达回报", "report of the hand-over to"),
}


def sentence(counter: Counter, difference: Difference) -> Words:
    """What does not fit, in one sentence."""
    names = Words(counter.region_name(difference.region), counter.english_name(difference.region))
    number = difference.receipts[0] if difference.receipts else ""
    return _SENTENCES[difference.kind](difference, number, names)


_Sentence = Callable[[Difference, str, Words], Words]


def _not_at_region(_d: Difference, number: str, region: Words) -> Words:
    return Words(
        f"{number}：{region.zh}曾确认收到，现称没有该件",
        f"{number}: {region.en} acknowledged it and says now that it has no such case",
    )


def _doubled(difference: Difference, number: str, region: Words) -> Words:
    return Words(
        f"{number}：{region.zh}有 {difference.detail} 件，应为 1 件",
        f"{number}: {region.en} has {difference.detail} cases of it instead of one",
    )


def _not_asked(difference: Difference, _number: str, region: Words) -> Words:
    count, code = len(difference.receipts), difference.detail
    if not code:
        return Words(
            f"{region.zh}：{count} 件还没有核对，不等于相符",
            f"{region.en}: {count} not asked for yet, which does not mean equal",
        )
    return Words(
        f"{region.zh}：{count} 件未能核对（{code}，该地区无应答），不等于相符",
        f"{region.en}: {count} not asked: region down ({code}), which does not mean equal",
    )


def _without_case(_d: Difference, number: str, _region: Words) -> Words:
    return Words(
        f"{number}：编号已发出，没有办件", f"{number}: the number was given out and no case bears it"
    )


def _skipped(_d: Difference, number: str, _region: Words) -> Words:
    return Words(f"{number}：编号被跳过", f"{number}: the number was skipped")


def _without_number(_d: Difference, number: str, region: Words) -> Words:
    return Words(
        f"{number}（{region.zh}）：有办件，编号没有发出记录",
        f"{number} ({region.en}): there is a case and the number was never given out",
    )


def _not_journalled(_d: Difference, number: str, region: Words) -> Words:
    return Words(
        f"{number}（{region.zh}）：有办件，流水中没有收件记录",
        f"{number} ({region.en}): there is a case and the journal knows of no receipt",
    )


def _not_printed(_d: Difference, number: str, region: Words) -> Words:
    return Words(
        f"{number}（{region.zh}）：收件凭证没有打印", f"{number} ({region.en}): its receipt was not printed"
    )


def _not_sent(_d: Difference, number: str, region: Words) -> Words:
    return Words(
        f"{number}：没有向{region.zh}移交，也没有在途的移交",
        f"{number}: not handed over to {region.en}, and nothing of it is on its way",
    )


def _paper_not_journalled(difference: Difference, number: str, region: Words) -> Words:
    paper = PAPERS.get(difference.part.partition("-")[0], Words(difference.part, difference.part))
    return Words(
        f"{number}（{region.zh}）：{paper.zh}已打印，流水中没有记录",
        f"{number} ({region.en}): a paper was printed ({paper.en}) and the journal knows nothing of it",
    )


def _delivery(zh: str, en: str) -> _Sentence:
    def words(difference: Difference, number: str, region: Words) -> Words:
        what = _DELIVERIES[DeliveryKind(difference.part.partition(":")[0])]
        code = f" {difference.detail}" if difference.detail else ""
        return Words(
            f"{number}：{what.zh}至{region.zh}，{zh}{code}", f"{number}: {what.en} {region.en}, {en}{code}"
        )

    return words


def _sign_off(difference: Difference, number: str, _region: Words) -> Words:
    what = ESCALATION_KIND_WORDS[EscalationKind(difference.detail)]
    about = f"{number}：" if number else ""
    about_en = f"{number}: " if number else ""
    return Words(f"{about}签批未决（{what.zh}）", f"{about_en}sign-off not decided ({what.en})")


def _question(_d: Difference, number: str, region: Words) -> Words:
    about = f"{number}：" if number else ""
    about_en = f"{number}: " if number else ""
    return Words(
        f"{about}{region.zh}还没有答复联络单", f"{about_en}{region.en} has not answered the question"
    )


def _visit(difference: Difference, _number: str, _region: Words) -> Words:
    return Words(
        f"窗口 {difference.part}：{difference.detail} 个接待没有结束",
        f"Window {difference.part}: visits that are not ended: {difference.detail}",
    )


_SENTENCES: dict[DifferenceKind, _Sentence] = {
    DifferenceKind.NOT_AT_REGION: _not_at_region,
    DifferenceKind.DOUBLED: _doubled,
    DifferenceKind.NOT_ASKED: _not_asked,
    DifferenceKind.NUMBER_WITHOUT_CASE: _without_case,
    DifferenceKind.NUMBER_SKIPPED: _skipped,
    DifferenceKind.CASE_WITHOUT_NUMBER: _without_number,
    DifferenceKind.NOT_JOURNALLED: _not_journalled,
    DifferenceKind.NOT_PRINTED: _not_printed,
    DifferenceKind.PAPER_NOT_JOURNALLED: _paper_not_journalled,
    DifferenceKind.NOT_SENT: _not_sent,
    DifferenceKind.DELIVERY_WAITS: _delivery("还在等待", "still waits"),
    DifferenceKind.DELIVERY_UNKNOWN: _delivery("结果不明", "outcome unknown"),
    DifferenceKind.EXCEPTION_OPEN: _delivery("在异常清单", "on the exception list"),
    DifferenceKind.SIGN_OFF_OPEN: _sign_off,
    DifferenceKind.QUESTION_OPEN: _question,
    DifferenceKind.VISIT_OPEN: _visit,
}
