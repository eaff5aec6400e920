"""Faults of the administrator's commands: the unexpected (X-04), keyring (G-20), copies of the store (S-20…), key files (G-21…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "X-04",
        "命令遇到意外错误（{what}），已保存的内容不受影响。",
        "The command met an unexpected error ({what}); everything saved is safe.",
        "请把括号中的内容告知开发人员。",
        "Tell the developers what stands in the brackets.",
    ),
    FaultText(
        "G-20",
        "系统密钥环没有应答，或已锁定（{what}）。",
        "The system keyring does not answer, or is locked ({what}).",
        "请解锁系统密钥环后重试。",
        "Unlock the system keyring, then try again.",
        "f5",
    ),
    FaultText(
        "G-21",
        "密钥文件 {where} 打不开：口令不对，或文件已损坏。",
        "The key file {where} does not open: a wrong passphrase, or a damaged file.",
        "请重新输入口令，或改用另一份密钥文件。",
        "Type the passphrase again, or take another copy of the file.",
    ),
    FaultText(
        "G-22",
        "密钥库中已有另一套密钥，未作任何改动。",
        "The vault holds other keys already. Nothing was changed.",
        "请核对 --data 与 --profile；现有密钥是打开其数据库的唯一途径。",
        "Check --data and --profile; the keys that are there are the only way into their store.",
    ),
    FaultText(
        "G-24",
        "密钥不能显示在终端上。",
        "Keys are never shown on a terminal.",
        "请用管道交给服务管理器：clerk keys give | systemd-creds encrypt …。",
        "Pipe them to the service manager: clerk keys give | systemd-creds encrypt ….",
    ),
    FaultText(
        "G-23",
        "密钥库中没有可导出的密钥。",
        "The vault holds no keys to export.",
        "请先建立数据库：clerk store upgrade。",
        "Make the store first: clerk store upgrade.",
    ),
    FaultText(
        "G-27",
        "这里的密钥由服务管理器（{where}）给予，不能在这里更换或删除。",
        "Keys are given to this place by its service manager ({where}); it cannot make or drop any.",
        "请在控制台所在的机器上运行该命令，再用「clerk keys give」交给服务管理器并重启服务。",
        "Run this where a console is, then give the keys to the service manager with “clerk keys give” and restart "
        "the service.",
    ),
    FaultText(
        "G-28",
        "没有名为 {where} 的地方。",
        "There is no place called {where}.",
        "请运行「clerk keys list」核对名称。",
        "Look for its name in “clerk keys list”.",
    ),
    FaultText(
        "S-20",
        "数据库在服务器上，由服务器的工具备份与恢复。",
        "The store is on a database server, whose own tools back it up and restore it.",
        "请用 pg_dump 备份、pg_restore 恢复，密钥用 clerk keys export 保存。",
        "Use pg_dump and pg_restore, and save the keys with: clerk keys export.",
    ),
    FaultText(
        "S-21",
        "不能写入 {where}：{what}。",
        "{where} cannot be written: {what}.",
        "请另选一个尚不存在的文件；已有的文件不会被覆盖。",
        "Choose another file that is not there yet; none is ever overwritten.",
    ),
    FaultText(
        "S-22",
        "控制台或移交进程正在使用该数据库，未恢复。",
        "A console or a worker is using this store. Nothing was restored.",
        "请先关闭控制台与移交进程。",
        "Close the console and the worker first.",
    ),
    FaultText(
        "S-23",
        "备份之后，今天又发出了 {count} 个收件编号，恢复后会重号，未恢复。",
        "{count} receipt numbers were given out today after this backup and would be given out again. "
        "Nothing was restored.",
        "请在明天开门前恢复，或改用更新的备份。",
        "Restore it tomorrow before opening, or take a newer backup.",
    ),
    FaultText(
        "S-24",
        "备份 {where} 未通过核验：{what}，未恢复。",
        "The backup {where} does not prove right: {what}. Nothing was restored.",
        "请改用另一份备份。",
        "Take another backup.",
    ),
)
