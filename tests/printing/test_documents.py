"""Every mandatory field stands on its paper, and the paper says nothing that is not so."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from clerk.domain.faults import Refused
from clerk.ports import Paper
from printing.codes import QUIET_MODULES, qr_symbol
from printing.content import TRAINING_MARK
from printing.paint import WATERMARK_GREY
from printing.papers import PaperPress
from printing.preview import render_png
from tests.printing import samples
from tests.printing.pictures import APPROVED, PAPERS, TOLERANCE, difference, picture
from tests.printing.poppler import squeezed, text_of, tool

ALL_PAPERS: tuple[Paper, ...] = (
    samples.receipt(),
    samples.acceptance(),
    samples.correction(),
    samples.hand_over(),
)
IN_TRAINING = tuple(replace(paper, training=True) for paper in ALL_PAPERS)


@pytest.fixture(scope="module")
def press() -> PaperPress:
    return PaperPress()


def words(press: PaperPress, paper: Paper) -> str:
    return squeezed(text_of(press.draw(paper)))


# --- receipt ------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        "长三角“一网通办”专窗",
        "收件凭证",
        "扫一扫，查进度",
        "收件编号QP02-20261124-0014-7",
        "申请事项跨省异地就医备案",
        "事项编码3200000000-2-32059900-示例",
        "申请人赵测试",
        "证件号码310118********0012",
        "联系电话138****0000",
        "身份核验读取居民身份证芯片，人证一致",
        "收件窗口青浦区金泽镇社区事务受理服务中心（示例）长三角专窗2号",
        "收件人员工号QP0207",
        "窗口电话021-00000000",
        "办理部门苏州市吴江区吴江区医疗保障局（示例）",
        "部门电话0512-00000000",
        "送达方式窗口自取",
        "查询码7K3M-92QD",
        "收件时间2026年11月24日09:43",
        "申请材料齐全、符合法定形式，现予收件",
        "本凭证为收件凭证，不代表已受理",
        "自收件之日起五个工作日内",
        "待核实：五个工作日的起算点",
        "收件材料清单共4项原件1份复印件2份",
        "序号材料名称来源原件复印件",
        "1居民身份证电子证照（派生件）——",
        "收件日期2026年11月24日",
        "印章位置：收件专用章",
        "申请人签名",
        "第1页共1页",
    ],
)
def test_a_receipt_bears(field: str, press: PaperPress) -> None:
    assert field in words(press, samples.receipt())


def test_a_receipt_never_claims_acceptance_or_transfer(press: PaperPress) -> None:
    text = words(press, samples.receipt(clock_wording=""))
    assert "予以受理" not in text
    assert "已移交" not in text
    assert "不代表已受理" in text


def test_an_agent_is_named_and_may_sign(press: PaperPress) -> None:
    text = words(press, samples.receipt(agent_line=samples.AGENT_LINE))
    assert "代办人" + squeezed(samples.AGENT_LINE) in text
    assert "申请人（代办人）签名" in text
    assert "代办人" not in words(press, samples.receipt())


def test_a_receipt_with_a_deferred_material_does_not_call_the_dossier_complete(press: PaperPress) -> None:
    deferred = replace(samples.MATERIALS[3], source="容缺", originals=0, copies=0, deferred=True)
    text = words(press, samples.receipt(materials=(*samples.MATERIALS[:3], deferred)))
    assert "申请材料齐全" in text
    assert "除收件材料清单中标明“容缺”的材料外，其余申请材料齐全" in text
    assert "容缺：须按承诺期限补交" in text


def test_nothing_unverified_means_no_word_about_it(press: PaperPress) -> None:
    assert "待核实" not in words(press, samples.receipt(unverified_note=""))


def test_forty_materials_take_two_pages_with_the_header_on_each(press: PaperPress) -> None:
    pdf = press.draw(samples.receipt(materials=samples.many_materials(40)))
    pages = [squeezed(page) for page in text_of(pdf).split("\f")[:-1]]
    assert len(pages) == 2
    for n, page in enumerate(pages, start=1):
        assert "序号材料名称来源原件复印件" in page
        assert f"第{n}页共2页" in page
        assert "QP02-20261124-0014-7" in page
    listed = re.findall(r"(\d+)第(\d{3})号材料：合作协议附件纸质材料1([12—])", "".join(pages))
    assert [(int(number), int(name)) for number, name, _ in listed] == [(n, n) for n in range(1, 41)]
    assert [copies for *_, copies in listed] == [str(n % 3) if n % 3 else "—" for n in range(1, 41)]


def test_a_material_name_of_thousands_of_characters_runs_on_and_loses_nothing(press: PaperPress) -> None:
    name = "".join(chr(0x4E00 + n % 900) for n in range(3000))
    pdf = press.draw(samples.receipt(materials=(replace(samples.MATERIALS[0], name=name, reference=""),)))
    text = text_of(pdf)
    assert text.count("\f") > 2
    pieces = [word for word in text.split() if len(word) > 10 and word in name]
    assert "".join(pieces) == name


def test_the_qr_code_is_what_segno_makes_of_the_query_address() -> None:
    url = samples.receipt().query_url
    symbol = qr_symbol(url)
    dark = {
        (int(bar.x) - QUIET_MODULES + n, int(bar.y) - QUIET_MODULES)
        for bar in symbol.bars
        for n in range(int(bar.width))
    }
    matrix = segno.make_qr(url, error="m", boost_error=False).matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_without_a_query_address_there_is_no_code_to_scan(press: PaperPress) -> None:
    assert "扫一扫" not in words(press, samples.receipt(query_url=""))


def test_a_number_that_fits_no_bar_code_is_refused(press: PaperPress) -> None:
    with pytest.raises(Refused) as refused:
        press.draw(samples.receipt(receipt_no="青浦-1"))
    assert refused.value.fault.code == "P-08"


# --- the department's papers ------------------------------------------------------------


def test_an_acceptance_notice_speaks_for_the_department_and_names_who_printed_it(press: PaperPress) -> None:
    text = words(press, samples.acceptance())
    for field in (
        "吴江区医疗保障局（示例）受理通知书",
        "文书编号吴医保受字〔2026〕第0457号（示例）",
        "部门办件号WJ320509202611240457",
        "受理日期2026年11月25日",
        "法定时限15个工作日",
        "承诺时限3个工作日",
        "应办结日期2026年11月30日",
        "收费不收费",
        "予以受理",
        "查询方式：凭收件编号QP02-20261124-0014-7",
        "受理材料清单",
        "由青浦区金泽镇长三角专窗2号（工号QP0207）代为打印",
        "印章位置：受理部门印章",
    ):
        assert field in text
    assert "不代表已受理" not in text


def test_acceptance_by_silence_says_so(press: PaperPress) -> None:
    text = words(press, samples.acceptance(deemed=True))
    assert "逾期视为受理" in text
    assert "经审查" not in text


def test_what_the_department_left_empty_is_said_and_not_invented(press: PaperPress) -> None:
    text = words(press, samples.acceptance(fee="", statutory_limit=""))
    assert "收费办理部门数据未载明" in text
    assert "法定时限办理部门数据未载明" in text


def test_a_correction_notice_tells_each_point_once_and_by_when(press: PaperPress) -> None:
    text = words(press, samples.correction())
    for field in (
        "补正通知书",
        "一次告知",
        "1公司章程第十二条出资期限空白，请全体股东填写并重新签名。",
        "2住所（经营场所）使用证明",
        "补正期限2026年12月11日前",
        "补正方式将补正材料交至原收件专窗",
        "依据办理部门数据未载明",
        "部门电话0573-00000000",
        "申请人签收",
        "告知日期2026年11月26日",
        "代为打印",
    ):
        assert field in text


def test_a_proof_of_hand_over_has_both_signatures_and_the_whole_number(press: PaperPress) -> None:
    text = words(press, samples.hand_over())
    for field in (
        "送达回证",
        "送达文书营业执照（正本、副本）",
        "受送达人钱示例",
        "证件号码310118199001010000",
        "与申请人关系代办人（股东，授权委托书2026年11月24日）",
        "身份核验证件芯片读取（读卡器05.03-20260101-0000000001",
        "送达方式窗口送达",
        "送达时间2026年12月15日10:31",
        "受送达人签名",
        "送达人签名",
    ):
        assert field in text


# --- every paper ------------------------------------------------------------


@pytest.mark.parametrize("paper", [*ALL_PAPERS, *IN_TRAINING], ids=lambda p: type(p).__name__)
def test_qpdf_finds_nothing_wrong(paper: Paper, press: PaperPress, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(press.draw(paper))
    done = subprocess.run([tool("qpdf"), "--check", file], capture_output=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("paper", ALL_PAPERS, ids=lambda p: type(p).__name__)
def test_only_fonts_that_are_embedded_are_named(paper: Paper, press: PaperPress) -> None:
    for page in PdfReader(BytesIO(press.draw(paper))).pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
        assert not any("Helvetica" in font["/BaseFont"] for font in fonts)


@pytest.mark.parametrize("paper", ALL_PAPERS, ids=lambda p: type(p).__name__)
def test_metadata_hold_kind_and_number_and_no_person(paper: Paper, press: PaperPress) -> None:
    meta = PdfReader(BytesIO(press.draw(paper))).metadata
    assert meta is not None
    values = " ".join(str(value) for value in meta.values())
    assert "赵测试" not in values
    assert "钱示例" not in values
    assert "示例（嘉善）" not in values
    assert meta.title
    assert not meta.title.startswith("untitled")


@pytest.mark.parametrize("paper", ALL_PAPERS, ids=lambda p: type(p).__name__)
def test_the_same_paper_is_the_same_bytes(paper: Paper) -> None:
    assert PaperPress().draw(paper) == PaperPress().draw(paper)


def grey_of_watermark(pdf: bytes) -> int:
    """Pixels of just the watermark's grey, on the page with the fewest of them."""
    grey = round(WATERMARK_GREY * 255)
    counts = []
    for page in range(len(PdfReader(BytesIO(pdf)).pages)):
        counts.append(Image.open(BytesIO(render_png(pdf, page, 100))).convert("L").histogram()[grey])
    return min(counts)


@pytest.mark.parametrize("paper", IN_TRAINING, ids=lambda p: type(p).__name__)
def test_a_training_paper_is_marked_across_and_above_each_page(paper: Paper, press: PaperPress) -> None:
    pdf = press.draw(paper)
    assert grey_of_watermark(pdf) > 8000
    for page in text_of(pdf).split("\f")[:-1]:
        assert squeezed(TRAINING_MARK) in squeezed(page)


def test_a_long_training_paper_is_marked_on_its_second_page_too(press: PaperPress) -> None:
    pdf = press.draw(samples.receipt(training=True, materials=samples.many_materials(40)))
    assert text_of(pdf).count(TRAINING_MARK) == 2
    assert grey_of_watermark(pdf) > 8000


@pytest.mark.parametrize("paper", ALL_PAPERS, ids=lambda p: type(p).__name__)
def test_a_live_paper_is_not_marked(paper: Paper, press: PaperPress) -> None:
    pdf = press.draw(paper)
    assert grey_of_watermark(pdf) < 4000
    assert "TRAINING" not in text_of(pdf)


@pytest.mark.parametrize("name", PAPERS)
def test_the_page_looks_as_it_was_approved(name: str) -> None:
    approved = (APPROVED / f"{name}.png").read_bytes()
    assert difference(approved, picture(*PAPERS[name])) <= TOLERANCE


def test_a_changed_digit_is_seen_in_the_picture() -> None:
    approved = (APPROVED / "receipt.png").read_bytes()
    assert difference(approved, picture(samples.receipt(clerk_no="QP0208"), 0)) > TOLERANCE
