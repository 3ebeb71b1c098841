"""Style and script of the page of a text; the colours of the marks serve the study's report too."""

from __future__ import annotations

__all__ = ["MARKS", "SCRIPT", "STYLE"]

# Background and line of each group: the line differs in form too, so that colour is not the only sign.
_COLOURS = {
    "quantity": ("#d6e6f7", "#1d5c99", "solid"),
    "capacity": ("#cfeeea", "#0b6e63", "solid"),
    "money": ("#f9dbe4", "#a3224f", "solid"),
    "count": ("#e4e4f5", "#4a4a9c", "dotted"),
    "growth": ("#d9f0d3", "#2b7a1e", "solid"),
    "difference": ("#ecdcf5", "#6d2c94", "dashed"),
    "share": ("#fde6cc", "#a85a00", "dashed"),
    "rank": ("#f7eeb4", "#7d6a00", "dotted"),
    "time": ("#e6e2dc", "#5d5244", "dotted"),
    "plan": ("#eef3c6", "#6b7a00", "double"),
    "unread": ("#ffffff", "#c0392b", "wavy"),
    "vetoed": ("#f1f1f1", "#6b6b6b", "dotted"),
}

MARKS = "mark{color:inherit;background:none;padding:0 2px;border-radius:2px;position:relative;cursor:help;white-space:nowrap}" + "".join(
    f"mark.{name}{{background:{back};text-decoration:underline {form} {line} 2px;text-underline-offset:3px}}"
    for name, (back, line, form) in _COLOURS.items()
) + (
    "mark.vetoed{color:#5a5a5a}mark.queued{outline:2px dashed #c0392b;outline-offset:-1px}mark sup{font-size:9px;color:#444}"
    "mark:focus-visible{outline:2px solid #9c3a12;outline-offset:2px}"
    ".tip{display:none;position:absolute;left:0;top:calc(100% + 6px);z-index:9;width:max-content;max-width:min(420px,80vw);background:#1b2733;"
    "color:#fff;font-size:12.5px;line-height:1.5;padding:6px 10px;border-radius:4px;text-align:left;font-weight:400;white-space:normal;text-indent:0}"
    "mark:focus>.tip{display:block}.tip .line{display:block}.tip .line+.line.zh,.tip .line+.line.en{margin-top:2px}"
    ".tip.left{left:auto;right:0}.show-zh .en,.show-en .zh,.show-zh .tip .line.en,.show-en .tip .line.zh{display:none}"
    "@media print{.tip{display:none!important}}"
)  # fmt: skip

STYLE = (
    ":root{--ink:#1b2733;--soft:#56646f;--line:#d5dbe1;--accent:#9c3a12}*{box-sizing:border-box}"
    'body{font:15px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Noto Sans SC",sans-serif;color:var(--ink);margin:0 auto;'
    "max-width:960px;padding:24px}header{border-bottom:3px solid var(--ink);padding-bottom:10px;position:relative}"
    "h1{font-size:24px;margin:0 130px 4px 0}h2{font-size:19px;margin:28px 0 2px}h3{font-size:15.5px;margin:22px 0 6px}"
    ".soft{color:var(--soft);font-size:12.5px;margin:2px 0}article{font-size:16.5px;line-height:2.05;margin:14px 0}article p{margin:8px 0;text-indent:2em}"
    ".legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:8px 0 0;font-size:13px}.legend mark{cursor:default}"
    "button{font:inherit;font-size:12.5px;border:1px solid var(--line);background:#f4f6f8;padding:2px 10px;cursor:pointer;border-radius:3px}"
    "#switch{position:absolute;right:0;top:2px}a{color:#0b5394}summary{cursor:pointer;color:#0b5394}"
    "table{border-collapse:collapse;width:100%;font-size:12.5px;margin:6px 0;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}"
    "th{text-align:left;background:#eef2f5}th,td{border-bottom:1px solid var(--line);padding:3px 8px;vertical-align:top}.wide{overflow-x:auto}"
    "li.serious{color:#a11d12;font-weight:600}:target+mark{outline:3px solid #9c3a12}"
    "@media print{button{display:none}body{max-width:none;padding:0}}" + MARKS
)

# The title follows the language; a tip near the right edge opens to the left.
SCRIPT = (
    "(function(){var r=document.documentElement;function t(){var z=r.classList.contains('show-zh');"
    "document.querySelectorAll('mark[data-zh]').forEach(function(m){m.title=z?m.dataset.zh:m.dataset.en;"
    "var p=m.querySelector('.tip');if(p)p.classList.toggle('left',m.getBoundingClientRect().left>window.innerWidth*0.6)})}"
    "document.getElementById('switch').addEventListener('click',function(){var z=r.classList.contains('show-zh');"
    "r.classList.toggle('show-zh',!z);r.classList.toggle('show-en',z);r.lang=z?'en':'zh';t()});t()})();"
)
