"""Papers for the tests: all people, numbers and telephones are made up (示例)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from clerk.domain.china_time import CHINA
from clerk.domain.day_paper import DayEndPaper, DifferenceLine, RegionLine
from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper, MaterialLine, ReceiptPaper

AGENT_LINE = "钱示例（配偶），授权委托书 2026年11月20日，联系电话 139****0000"
RECEIVED = datetime(2026, 11, 24, 9, 43, 12, tzinfo=CHINA)

MATERIALS = (
    MaterialLine(1, "居民身份证", "电子证照（派生件）", reference="派生件编号 ZS-2026-000117"),
    MaterialLine(2, "社会保障卡", "电子证照（派生件）", reference="派生件编号 ZS-2026-000118"),
    MaterialLine(3, "异地就医备案登记表", "告知承诺"),
    MaterialLine(
        4, "长期居住证明（居住证、租赁合同或者村居委会出具的书面证明）", "纸质材料", originals=1, copies=2
    ),
)


def receipt(**changes: object) -> ReceiptPaper:
    """A receipt as the counter in 青浦 gives it for 吴江."""
    paper = ReceiptPaper(
        receipt_no="QP02-20261124-0014-7",
        query_code="7K3M-92QD",
        item_name="跨省异地就医备案",
        item_code="3200000000-2-32059900-示例",
        applicant_name="赵测试",
        applicant_number_masked="310118********0012",
        applicant_phone_masked="138****0000",
        identity_note="读取居民身份证芯片，人证一致",
        agent_line="",
        near_site="青浦区金泽镇社区事务受理服务中心（示例）",
        near_window="长三角专窗 2 号",
        near_phone="021-0000 0000",
        clerk_no="QP0207",
        home_region="苏州市吴江区",
        home_department="吴江区医疗保障局（示例）",
        home_phone="0512-0000 0000",
        clock_wording=(
            "自收件之日起五个工作日内，办理部门告知是否受理或者一次告知需要补正的全部内容；"
            "逾期不告知的，自收件之日起即为受理。"
        ),
        unverified_note="五个工作日的起算点（收件之日或者材料到达之日）以两地协议为准，协议文本尚未核实。",
        received_at=RECEIVED,
        materials=MATERIALS,
        delivery_mode="窗口自取",
        query_url="https://counter.example.invalid/q/QP02-20261124-0014-7?c=7K3M92QD",
        training=False,
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def many_materials(count: int) -> tuple[MaterialLine, ...]:
    """A list of ``count`` materials with names that can be found again."""
    return tuple(
        MaterialLine(n, f"第{n:03d}号材料：合作协议附件", "纸质材料", originals=1, copies=n % 3)
        for n in range(1, count + 1)
    )


def acceptance(**changes: object) -> AcceptancePaper:
    """An acceptance notice of 吴江, printed in 青浦."""
    paper = AcceptancePaper(
        document_no="吴医保受字〔2026〕第 0457 号（示例）",
        receipt_no="QP02-20261124-0014-7",
        home_case_no="WJ320509202611240457",
        item_name="跨省异地就医备案",
        applicant_name="赵测试",
        home_department="吴江区医疗保障局（示例）",
        home_phone="0512-0000 0000",
        accepted_at=datetime(2026, 11, 25, 10, 5, tzinfo=CHINA),
        statutory_limit="15 个工作日",
        promised_limit="3 个工作日",
        due="2026年11月30日",
        materials=MATERIALS,
        printed_by="青浦区金泽镇长三角专窗 2 号（工号 QP0207）",
        printed_at=datetime(2026, 11, 25, 14, 20, tzinfo=CHINA),
        deemed=False,
        training=False,
        item_code="3200000000-2-32059900-示例",
        fee="不收费",
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def correction(**changes: object) -> CorrectionPaper:
    """A correction notice of 嘉善 for a company, printed in 青浦."""
    paper = CorrectionPaper(
        document_no="善市监补字〔2026〕第 0031 号（示例）",
        receipt_no="QP01-20261124-0009-3",
        home_case_no="330421202611240000031",
        item_name="内资有限公司设立登记",
        applicant_name="示例（嘉善）精密机械有限公司",
        home_department="嘉善县市场监督管理局（示例）",
        home_phone="0573-0000 0000",
        asked_at=datetime(2026, 11, 26, 16, 30, tzinfo=CHINA),
        points=(
            ("公司章程", "第十二条出资期限空白，请全体股东填写并重新签名。"),
            ("住所（经营场所）使用证明", "租赁合同的出租人与产权人不一致，请补交产权人同意转租的书面材料。"),
        ),
        printed_by="青浦区行政服务中心长三角专窗 1 号（工号 QP0103）",
        printed_at=datetime(2026, 11, 27, 9, 2, tzinfo=CHINA),
        training=False,
        legal_basis="",
        deadline="2026年12月11日前",
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def hand_over(**changes: object) -> HandOverPaper:
    """A proof of hand-over to an agent."""
    paper = HandOverPaper(
        receipt_no="QP01-20261124-0009-3",
        home_case_no="330421202611240000031",
        item_name="内资有限公司设立登记",
        document_name="营业执照（正本、副本）",
        document_no="示例 91330421MA00000000",
        home_department="嘉善县市场监督管理局（示例）",
        recipient_name="钱示例",
        recipient_number="310118199001010000",
        recipient_relation="代办人（股东，授权委托书 2026年11月24日）",
        mode="窗口送达",
        handed_over_at=datetime(2026, 12, 15, 10, 31, tzinfo=CHINA),
        deliverer="工号 QP0103",
        training=False,
        recipient_identity="证件芯片读取（读卡器 05.03-20260101-0000000001，2026-12-15 10:29）",
    )
    return replace(paper, **changes)  # type: ignore[arg-type]


def day_end(**changes: object) -> DayEndPaper:
    """A day with a double, a region that was down, and a question carried over for the second time."""
    paper = DayEndPaper(
        site_code="QP02",
        site_name="金泽镇社区事务受理服务中心",
        day=date(2026, 11, 24),
        regions=(
            RegionLine("青浦", 0, 0, 0, 0, 0, 0, 0),
            RegionLine("吴江", 14, 13, 1, 12, 1, 0, 0),
            RegionLine("嘉善", 6, 6, 0, 0, 0, 0, 6),
        ),
        counts=(
            ("发出的收件编号", "20"),
            ("办件", "20"),
            ("流水中的收件", "20"),
            ("收件凭证：已打印", "20"),
            ("收件凭证：流水中", "20"),
            ("等待移交", "0"),
            ("异常件", "1"),
            ("日结后收件", "2 件（2026-11-23 日结之后，计入本日）"),
            ("编号纸", "本机尚未管理编号纸，故不计数"),
        ),
        differences=(
            DifferenceLine(
                1, "QP02-20261123-0007-Q：吴江还没有答复联络单", "", "2026-11-23", "结转次日", "", "A0231"
            ),
            DifferenceLine(
                2,
                "QP02-20261124-0003-8：吴江有 2 件，应为 1 件",
                "",
                "",
                "说明",
                "吴江窗口确认第二件为对方补录，已在其系统内作废；联络单 2026-11-24 16:40（示例）",
                "A0231",
            ),
            DifferenceLine(
                3,
                "嘉善：6 件未能核对（R-01，该地区无应答），不等于相符",
                "、".join(f"QP02-20261124-{n:04d}-{n}" for n in range(1, 7)),
                "",
                "结转次日",
                "",
                "S0101",
            ),
        ),
        closed_by="S0101",
        closed_at=datetime(2026, 11, 24, 17, 32, tzinfo=CHINA),
        over_the_shoulder=True,
        explained_alone=False,
        digest="66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        training=False,
    )
    return replace(paper, **changes)  # type: ignore[arg-type]
