"""How long a receipt takes to draw, warm: median and p95 over different papers, with a floor and a peer.

Floor: an empty ReportLab page, which every paper pays. Peer: the same texts put on a page by fpdf2, when it
is installed; it places them only and lays out nothing. Prints one JSON document; times are milliseconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from clerk.domain.china_time import CHINA
from clerk.domain.papers import MaterialLine, ReceiptPaper
from printing.documents.receipt import receipt_content, render_receipt
from printing.fonts import MAIN_FONT, FontStack
from printing.layout import lay_out
from printing.sheet import Text

PAPERS = 100
PEER_PAPERS = 5
TARGET_MS = 25.0
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
ITEMS = ("跨省异地就医备案", "户籍事项证明开具", "内资有限公司设立登记", "企业职工养老保险关系转移接续")
MATERIALS = (
    MaterialLine(1, "居民身份证", "电子证照（派生件）", reference="派生件编号 ZS-2026-000117"),
    MaterialLine(2, "社会保障卡", "电子证照（派生件）", reference="派生件编号 ZS-2026-000118"),
    MaterialLine(3, "异地就医备案登记表", "告知承诺"),
    MaterialLine(4, "长期居住证明（居住证、租赁合同）", "纸质材料", originals=1, copies=2),
)


def paper(n: int) -> ReceiptPaper:
    """The n-th paper: name, item, number, times and code differ."""
    return ReceiptPaper(
        receipt_no=f"QP02-20261124-{n:04d}-7",
        query_code=f"7K3M-{n:04d}",
        item_name=ITEMS[n % len(ITEMS)],
        item_code=f"3200000000-2-{n:08d}-示例",
        applicant_name=f"{SURNAMES[n % len(SURNAMES)]}{chr(0x4E00 + 37 * n)}{chr(0x6000 + 41 * n)}",
        applicant_number_masked=f"310118********{n:04d}",
        applicant_phone_masked=f"138****{n:04d}",
        identity_note="读取居民身份证芯片，人证一致",
        agent_line="" if n % 3 else "钱示例，配偶，授权委托书",
        near_site="青浦区金泽镇社区事务受理服务中心（示例）",
        near_window=f"长三角专窗 {n % 9} 号",
        near_phone="021-0000 0000",
        clerk_no=f"QP{n:04d}",
        home_region="苏州市吴江区",
        home_department="吴江区医疗保障局（示例）",
        home_phone="0512-0000 0000",
        clock_wording="自收件之日起五个工作日内，办理部门告知是否受理或者一次告知需要补正的全部内容。",
        unverified_note="五个工作日的起算点以两地协议为准，协议文本尚未核实。",
        received_at=datetime(2026, 11, 24, 9, n % 60, tzinfo=CHINA),
        materials=MATERIALS,
        delivery_mode="窗口自取",
        query_url=f"https://counter.example.invalid/q/QP02-20261124-{n:04d}-7",
        training=bool(n % 2),
    )


def timed(draw: Callable[[int], bytes], count: int) -> list[float]:
    """Milliseconds of each call."""
    times = []
    for n in range(count):
        begin = time.perf_counter()
        assert draw(n).startswith(b"%PDF")
        times.append((time.perf_counter() - begin) * 1000)
    return times


def empty_page(_: int) -> bytes:
    """The floor."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pageCompression=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def fpdf2_page(n: int) -> bytes:
    """The peer: texts of the same receipt at the same places."""
    from fpdf import FPDF  # type: ignore[import-untyped,import-not-found,unused-ignore]

    pdf = FPDF()
    pdf.add_font("main", "", str(MAIN_FONT))
    for marks in lay_out(receipt_content(paper(n)), FontStack.installed()).pages:
        pdf.add_page()
        for mark in marks:
            if isinstance(mark, Text):
                pdf.set_font("main", size=mark.size)
                pdf.text(mark.x, mark.baseline, mark.text)
    return bytes(pdf.output())


def summary(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
    }


def main() -> int:
    """Run and print; 1 when the target is missed."""
    begin = time.perf_counter()
    fonts = FontStack.installed()
    first_pdf = render_receipt(paper(PAPERS), fonts)
    cold = (time.perf_counter() - begin) * 1000
    receipt = summary(timed(lambda n: render_receipt(paper(n), fonts), PAPERS))
    timed(empty_page, 5)
    floor = summary(timed(empty_page, PAPERS))
    report: dict[str, object] = {
        "benchmark": "receipt_pdf",
        "papers": PAPERS,
        "cold_ms": round(cold, 1),
        "receipt": receipt,
        "floor_empty_page": floor,
        "ratio_to_floor": round(receipt["median_ms"] / floor["median_ms"], 1),
        "size_kib": round(len(first_pdf) / 1024, 1),
        "target_ms": TARGET_MS,
        "met": receipt["median_ms"] < TARGET_MS,
    }
    if find_spec("fpdf") is not None:
        peer = summary(timed(fpdf2_page, PEER_PAPERS))
        report["peer_fpdf2"] = peer
        report["ratio_to_fpdf2"] = round(receipt["median_ms"] / peer["median_ms"], 3)
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0 if report["met"] else 1


if __name__ == "__main__":
    sys.exit(main())
