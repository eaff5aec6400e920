"""The README's tour, by keys, with real regions, a real worker and a real store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tour.window import Window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

Opens = Callable[[], Window]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Opens]:
    """Opens windows over one data folder and closes them all."""
    windows: list[Window] = []

    def open_window() -> Window:
        windows.append(Window(tmp_path / "counter"))
        return windows[-1]

    yield open_window
    for window in windows:
        window.close()


def clerk(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command over the same data folder."""
    profile = Path("clerk/data/profiles/training.toml").absolute()
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "clerk",
            *arguments,
            "--profile",
            str(profile),
            "--data",
            str(tmp_path / "counter"),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def states(tmp_path: Path) -> list[str]:
    """States of all cases, newest first."""
    listed = clerk(tmp_path, "cases", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    return [case["state"] for case in json.loads(listed.stdout)]


def assert_proved(tmp_path: Path) -> None:
    """``clerk verify`` finds nothing wrong."""
    proof = clerk(tmp_path, "verify", "--json")
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert json.loads(proof.stdout)["ok"] is True


def receive(window: Window) -> None:
    """Confirm with the visitor and come back to the desk with the receipt printed."""
    window.press("f5")
    window.see("与来访人确认")
    window.press("enter")
    window.see("收件凭证", "已打印")
    window.press("enter")
    window.see("已收件")


def open_newest_case(window: Window) -> None:
    """The case received last, from the list of all of them."""
    window.press("ctrl+t")
    window.see("下一列表")
    window.press("enter")


def test_a_visit_without_paper_from_the_card_to_the_closed_case(counter: Opens, tmp_path: Path) -> None:
    window = counter()
    window.sign_in()
    window.read("张晓禾")
    window.see("吴江2")
    window.type("ydjyba")
    window.see("异地就医备案", "YB-0021")
    window.press("enter")
    window.see("已为本件派生", "告知承诺", "F5")
    receive(window)
    receipts = list((tmp_path / "counter" / "tray").glob("*-receipt.pdf"))
    assert len(receipts) == 1
    assert receipts[0].read_bytes().startswith(b"%PDF")

    open_newest_case(window)
    window.see("准予")  # accepted, reviewed and granted by the home region, without a key press
    window.press("f7")
    window.see("已打印受理通知书")
    assert len(list((tmp_path / "counter" / "tray").glob("*-acceptance.pdf"))) == 1

    window.press("f5")
    window.see("由谁领取结果")
    window.press("enter")
    window.see("领取人的证件")
    window.point_at("张晓禾")
    window.press("enter")
    window.see("结果已交付")
    window.press("f5")
    window.see("办结")
    assert states(tmp_path) == ["closed"]
    assert_proved(tmp_path)


def test_what_she_filed_online_is_taken_over_and_only_the_rest_is_asked(
    counter: Opens, tmp_path: Path
) -> None:
    window = counter()
    window.sign_in()
    window.read("钱望舒")
    window.see("线上", "跨省异地就医备案")
    window.press("enter")
    window.see("已接办", "线上已提交", "F5")
    receive(window)
    assert_proved(tmp_path)


def take_scan(window: Window, file: str) -> None:
    """Meet the material that is missing next with a scan."""
    window.press("f4")
    window.see("S扫描件")
    window.press("s")
    window.see("选哪个文件")
    window.point_at(file)
    window.press("enter")


def test_a_company_for_jiashan_is_corrected_once_and_granted(counter: Opens, tmp_path: Path) -> None:
    window = counter()
    window.sign_in()
    window.read("陆嘉禾")
    window.type("nzyx")
    window.see("内资有限公司设立登记")
    window.press("enter")
    window.see("已为本件派生", "按 I")
    window.press("i")
    window.see("企业名称")
    for value in ("示例科技有限公司", "嘉善县示例路 1 号"):
        window.type(value)
        window.press("enter")
    window.type("不是数字")
    window.press("enter")
    window.see("E-04")  # refused in words, and what was typed is still there
    assert "不是数字" in window.text().replace(" ", "")
    window.press(*["backspace"] * 4)
    for value in ("100", "软件开发"):
        window.type(value)
        window.press("enter")
    window.see("已填4/5 ✓")

    take_scan(window, "损坏的扫描件")
    window.see("F-03")
    window.point_at("公司登记申请书")
    window.press("enter")
    window.see("公司登记申请书（示例）.pdf")
    take_scan(window, "公司章程2023版（示例）")
    window.see("公司章程2023版（示例）.pdf")
    take_scan(window, "任职文件")
    window.see("任职文件（示例）.pdf", "F5")
    receive(window)

    open_newest_case(window)
    window.see("补正")
    window.see("章程第七条")
    window.press("f4")
    window.see("选哪个文件")
    window.point_at("公司章程2023版-补正")
    window.press("enter")
    window.see("补正已齐")
    window.press("f5")
    window.see("准予", "证照已制作")
    assert states(tmp_path)[0] in {"decided_yes", "cert_making"}
    assert_proved(tmp_path)


def test_a_console_killed_in_the_middle_of_a_visit_reopens_at_it(counter: Opens, tmp_path: Path) -> None:
    window = counter()
    window.sign_in()
    window.read("张晓禾")
    window.type("ydjyba")
    window.see("YB-0021")
    window.press("enter")
    window.see("已为本件派生")
    window.kill()

    again = counter()
    again.sign_in("A0232")
    again.see("来访1", "异地就医备案", "A0231")
    receive(again)
    again.kill()

    third = counter()
    third.sign_in()
    open_newest_case(third)
    third.see("已确认收到")
    assert len(states(tmp_path)) == 1
    assert_proved(tmp_path)
