"""Faults of regions and their interfaces (R-).

R-01 to R-06: nothing was asked that could have changed anything. R-07 to R-11: it is not known whether the case
arrived. R-12 on: the region did nothing.
"""

from __future__ import annotations

from clerk.domain.faults import FaultText

_CALL = "f6"
_SAFE_ZH = "已保存的内容不受影响，可稍后再试，或致电{region}。"
_SAFE_EN = "What is saved is safe. Try again later, or call {region_en}."
_ASKS_ZH = "办件已保存在本机。系统先向{region}查询收件编号，再决定是否重发。可继续接待下一位。"
_ASKS_EN = (
    "The case is saved here. The console asks {region_en} for the receipt number before it sends again."
    " You can go on with the next visitor."
)

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "R-01",
        "无法连接{region}后台，尚未发出任何内容。",
        "{region_en} cannot be reached; nothing was sent.",
        "办件在本机安全保存，恢复后自动发送。急办请致电{region}。",
        "Cases are safe here and go out by themselves once the line is back. If it is urgent, call {region_en}.",
        _CALL,
    ),
    FaultText(
        "R-02",
        "{region}在 {seconds} 秒内未答复。",
        "{region_en} did not answer within {seconds} s.",
        _SAFE_ZH,
        _SAFE_EN,
        _CALL,
    ),
    FaultText(
        "R-03",
        "{region}答复途中连接中断。",
        "The line to {region_en} broke during the answer.",
        _SAFE_ZH,
        _SAFE_EN,
        _CALL,
    ),
    FaultText(
        "R-04",
        "{region}的答复无法读懂，未采用。",
        "The answer of {region_en} cannot be read; none of it was used.",
        "请稍后再试；仍如此请将请求编号 {request} 告知{region}。",
        "Try again later; if it stays so, tell {region_en} the request number {request}.",
        _CALL,
    ),
    FaultText(
        "R-05",
        "{region}的答复字符集与声明不符，为免错字未采用。",
        "{region_en} answered in another character set than it said; nothing was used, so no name is garbled.",
        "请稍后再试；仍如此请将请求编号 {request} 告知{region}。",
        "Try again later; if it stays so, tell {region_en} the request number {request}.",
        _CALL,
    ),
    FaultText(
        "R-06",
        "{region}后台答复异常（状态 {status}）。",
        "The back end of {region_en} answered oddly (status {status}).",
        _SAFE_ZH,
        _SAFE_EN,
        _CALL,
    ),
    FaultText(
        "R-07",
        "{region}在 {seconds} 秒内未答复，不能确定办件是否送达。",
        "{region_en} did not answer within {seconds} s. It is not known whether the case arrived.",
        _ASKS_ZH,
        _ASKS_EN,
        _CALL,
    ),
    FaultText(
        "R-08",
        "发送后与{region}的连接中断，不能确定办件是否送达。",
        "The line to {region_en} broke after sending. It is not known whether the case arrived.",
        _ASKS_ZH,
        _ASKS_EN,
        _CALL,
    ),
    FaultText(
        "R-09",
        "{region}的答复无法读懂，不能确定办件是否送达。",
        "The answer of {region_en} cannot be read. It is not known whether the case arrived.",
        _ASKS_ZH,
        _ASKS_EN,
        _CALL,
    ),
    FaultText(
        "R-10",
        "{region}的答复字符集与声明不符，不能确定办件是否送达。",
        "{region_en} answered in another character set than it said. It is not known whether the case arrived.",
        _ASKS_ZH,
        _ASKS_EN,
        _CALL,
    ),
    FaultText(
        "R-11",
        "{region}后台答复异常（状态 {status}），不能确定办件是否送达。",
        "The back end of {region_en} answered oddly (status {status}). It is not known whether the case arrived.",
        _ASKS_ZH,
        _ASKS_EN,
        _CALL,
    ),
    FaultText(
        "R-12",
        "{region}后台繁忙，要求稍后再来（{seconds} 秒）。",
        "{region_en} is busy and asks to come back later ({seconds} s).",
        "系统会按其要求的时间自动再试。",
        "The console tries again by itself at the time it asked for.",
        "f1",
    ),
    FaultText(
        "R-13",
        "{region}后台暂停服务。",
        "The back end of {region_en} is out of service for now.",
        "办件在本机安全保存，恢复后自动发送。急办请致电{region}。",
        "Cases are safe here and go out by themselves once it is back. If it is urgent, call {region_en}.",
        _CALL,
    ),
    FaultText(
        "R-14",
        "{region}不予接收：{words}",
        "{region_en} said no: {words}",
        "请按其说明更正；不明白的致电{region}。重发不会改变结果。",
        "Put right what it names, or call {region_en}. Sending again changes nothing.",
        _CALL,
    ),
    FaultText(
        "R-15",
        "{region}不接受本机的接口账号。",
        "{region_en} does not accept this machine's account.",
        "请管理员核对该地区的接口账号与密码。",
        "The administrator checks the account and password for this region.",
        "f1",
    ),
    FaultText(
        "R-16",
        "{region}的后台是模拟的，正式环境拒绝使用。",
        "The back end of {region_en} is a simulator; the live counter refuses it.",
        "请管理员核对配置中的后台地址。",
        "The administrator checks the address of the back end in the profile.",
        "f1",
    ),
    FaultText(
        "R-17",
        "{region}的后台是正式的，培训环境拒绝使用。",
        "The back end of {region_en} is a real one; the training counter refuses it.",
        "请核对培训配置中的后台地址。",
        "Check the address of the back end in the training profile.",
        "f1",
    ),
    FaultText(
        "R-18",
        "内容不符合{region}接口的要求，未发送：{words}",
        "This does not fit the interface of {region_en} and was not sent: {words}",
        "请更正所列内容；系统不会截短或改写。",
        "Correct what is named; the console never shortens or rewrites it.",
        "f1",
    ),
    FaultText(
        "R-19",
        "{region}的答复过大，未采用。",
        "The answer of {region_en} is too large; none of it was used.",
        "请将请求编号 {request} 告知{region}。",
        "Tell {region_en} the request number {request}.",
        _CALL,
    ),
    FaultText(
        "R-20",
        "{region}给出的文件不完整或类型不符，未采用。",
        "The file from {region_en} is damaged or of the wrong kind; it was not used.",
        "请重新调取；仍如此请改收纸质并注明原因。",
        "Recall it again; if it stays so, take paper and note the reason.",
        "f4",
    ),
    FaultText(
        "R-21",
        "{region}的后台地址无效。",
        "The address of the back end of {region_en} is not valid.",
        "请管理员核对配置。",
        "The administrator checks the profile.",
        "f1",
    ),
    FaultText(
        "R-22",
        "{region}的接口账号不完整，缺少 {field}。",
        "The account for {region_en} is incomplete: {field} is missing.",
        "请管理员补全该地区的接口账号。",
        "The administrator completes the account for this region.",
        "f1",
    ),
    FaultText(
        "R-23",
        "本机时钟与{region}平台相差超过 {minutes} 分钟，请求被拒绝。",
        "The clocks of this machine and of {region_en} are more than {minutes} minutes apart; it refused.",
        "请管理员核对本机时间；本机正确的，请{region}校时。办件在本机安全保存，校准后重新提交。",
        "The administrator checks this machine's time; if it is right, ask {region_en} to set theirs."
        " Cases are safe here; send again afterwards.",
        "f1",
    ),
    FaultText(
        "R-24",
        "{region}只凭身份证件上的有效期提供电子证照，这次读到的证件没有。",
        "{region_en} gives e-licences only against the validity on an identity card, which was not read.",
        "请再读身份证；没有时按材料清单收纸质并注明原因。",
        "Read the identity card too; without one take paper, with the reason.",
        "f2",
    ),
)
