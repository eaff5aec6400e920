"""Faults of staff: place, second factor, passwords, and the commands that manage staff (U-16…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "U-16",
        "您的工作地点是「{place}」，本窗口是「{here}」。",
        "Your place of work is {place}; this window is {here}.",
        "请到您工作地点的窗口登录，或请管理员更改您的工作地点。",
        "Sign in at a window of your place, or have the administrator change it.",
    ),
    FaultText(
        "U-17",
        "请输入动态口令（身份验证器上的 6 位数字）。",
        "Type the one-time password: six digits of your authenticator.",
        "请输入后按回车。",
        "Type it, then Enter.",
        "enter",
    ),
    FaultText(
        "U-18",
        "动态口令不正确。",
        "The one-time password is wrong.",
        "请输入现在显示的数字；仍不对时请核对手机时间。连续 5 次错误将锁定。",
        "Type the digits shown now; if they stay wrong, check the phone's clock. Five failures lock the account.",
        "enter",
    ),
    FaultText(
        "U-19",
        "这个动态口令已经用过。",
        "This one-time password was used already.",
        "请等下一组数字出现（至多 30 秒）。",
        "Wait for the next digits, at most 30 seconds.",
        "enter",
    ),
    FaultText(
        "U-20",
        "这是一次性密码，须先更换为您自己的密码。",
        "This password is to be used once: choose your own first.",
        "请在登录页输入新密码。",
        "Type a new one on the sign-in page.",
        "enter",
    ),
    FaultText(
        "U-21",
        "该工号已锁定至 {until}。本机时钟为 {clock}，而本柜台已记录到 {seen}：时钟被调慢，锁定不因此改变。",
        "This staff number is locked until {until}. The clock here says {clock}, but the counter has already seen "
        "{seen}: it was set back, and that does not change the lock.",
        "请校准本机时钟；或请管理员用 clerk staff enable 解锁。",
        "Set the clock right; or the administrator lifts the lock with: clerk staff enable.",
    ),
    FaultText(
        "U-22",
        "新密码与原密码相同。",
        "The new password is the old one.",
        "请换一个。",
        "Choose another.",
        "enter",
    ),
    FaultText(
        "U-23",
        "您的角色或工作地点刚刚被管理员更改。",
        "The administrator changed your role or your place just now.",
        "请退出后重新登录。",
        "Sign out, then in again.",
        "ctrl+o",
    ),
    FaultText(
        "U-24",
        "工号只能用字母、数字和连字符，1 至 20 位。",
        "A staff number has letters, digits and hyphens only, 1 to 20 of them.",
        "请换一个工号。",
        "Choose another number.",
    ),
    FaultText(
        "U-25",
        "角色须为：{roles}。",
        "A role is one of: {roles}.",
        "请改正角色。",
        "Name one of them.",
    ),
    FaultText(
        "U-26",
        "没有这个工作地点；可用：{places}（* 为三地）。",
        "There is no such place of work; there are: {places} (* is all three regions).",
        "请写站点代码、地区代码或 *。",
        "Name the code of a site, a region, or *.",
    ),
    FaultText(
        "U-27",
        "工号 {number} 没有登记动态口令。",
        "No authenticator is enrolled for the staff number {number}.",
        "请用 clerk staff totp enrol {number} 登记。",
        "Enrol one with: clerk staff totp enrol {number}.",
    ),
    FaultText(
        "U-28",
        "不是人员名单：{what}。未添加任何人。",
        "This is no list of staff: {what_en}. Nobody was added.",
        "须为 CSV，表头为 工号,姓名,角色,工作地点。",
        "It must be CSV with the heading: number,name,role,place.",
    ),
    FaultText(
        "U-29",
        "名单第 {line} 行「{column}」：{what}。未添加任何人。",
        "Line {line} of the list, “{column_en}”: {what_en}. Nobody was added.",
        "请改正该处后重新导入。",
        "Put it right, then import the list again.",
    ),
    FaultText(
        "U-30",
        "本柜台还没有任何人员，谁也不能登录；没有默认密码。",
        "There are no staff yet, so nobody can sign in. There is no default password.",
        "请先建立管理员：clerk staff add 工号 姓名 --role administrator；再同样添加窗口人员。",
        "Make the first administrator: clerk staff add NUMBER NAME --role administrator; then the clerks likewise.",
        "f5",
    ),
    FaultText(
        "U-31",
        "一次性密码和登记密钥只显示在终端上，这里的输出不是终端。",
        "One-time passwords and enrolment secrets are shown on a terminal only, and this output is none.",
        "请在终端中运行；密码也可以从标准输入给出。",
        "Run it in a terminal; a password may be given on standard input instead.",
    ),
)
