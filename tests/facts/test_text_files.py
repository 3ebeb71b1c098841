"""Text out of files: every form, every encoding, and every way in which a file can be broken."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tingzhou.errors import InputError
from tingzhou.reading.encodings import common_share
from tingzhou.reading.files import read_text_file
from tingzhou.reading.markup import html_text, markdown_text

BODY = "2024年1—10月，全州规上工业增加值增长15%。\n煤电装机超3200万千瓦，居全疆第一位。"


def write(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refused(path: Path, **options: str) -> str:
    with pytest.raises(InputError) as error:
        read_text_file(path, **options)
    assert all(problem.text("zh") for problem in error.value.problems)
    return " | ".join(str(problem) for problem in error.value.problems)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_plain_text_in_its_encodings(tmp_path: Path, encoding: str, found: str, ends: str) -> None:
    read = read_text_file(write(tmp_path, "a.txt", BODY.replace("\n", ends).encode(encoding)))
    assert (read.text, read.encoding) == (BODY, found)


def test_a_stated_encoding_is_used_and_held_to(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "煤炭產量增長".encode("big5"))
    assert read_text_file(path, encoding="big5").text == "煤炭產量增長"
    assert "not in the encoding stated (utf-8)" in refused(path, encoding="utf-8")
    assert "the encoding 'klingon' is not known" in refused(path, encoding="klingon")


def test_doubtful_encodings_are_refused(tmp_path: Path) -> None:
    """Big5 bytes are valid GB 18030 too, but read as signs that no Chinese text uses."""
    big5 = "全縣煤炭產量較上年增長百分之三，發電量亦有增加，工業生產總體平穩。".encode("big5")
    big5.decode("gb18030")  # it is valid, which is why validity alone proves nothing
    assert "in doubt (gb18030, big5)" in refused(write(tmp_path, "a.txt", big5))
    latin = "Größe: 5 % über dem Vorjahr, Fläche 3 km²".encode("latin-1")
    assert "doubt" in refused(write(tmp_path, "b.txt", latin)) or "neither" in refused(write(tmp_path, "b.txt", latin))
    assert "neither UTF-8 nor GB 18030" in refused(write(tmp_path, "c.txt", b"\xff\xff\x80 broken \xfe"))


def test_a_short_text_valid_in_two_encodings_is_refused(tmp_path: Path) -> None:
    """The bytes D6 A3 D3 D0 are valid in both: Chinese in GB 18030, Hebrew and Cyrillic signs in UTF-8."""
    content = bytes.fromhex("cbb5c3b7")
    assert content.decode("utf-8")
    assert common_share(content.decode("gb18030")) == 1.0
    assert "in doubt (utf-8, gb18030)" in refused(write(tmp_path, "a.txt", content))
    assert read_text_file(tmp_path / "a.txt", encoding="gb18030").text == content.decode("gb18030")


def test_no_file_no_text_wrong_kind(tmp_path: Path) -> None:
    assert "no file of this name" in refused(tmp_path / "none.txt")
    assert "not a folder" in refused_folder(tmp_path)
    assert "holds no text" in refused(write(tmp_path, "a.txt", b" \n\t\r\n"))
    assert "NUL" in refused(write(tmp_path, "b.txt", "产值\x00".encode()))
    assert "not read from files of this kind" in refused(write(tmp_path, "a.doc", b"x"))
    assert "another kind (.pdf)" in refused(write(tmp_path, "c.txt", b"%PDF-1.7 ..."))
    assert "another kind (.docx)" in refused(write(tmp_path, "d.md", b"PK\x03\x04...."))
    assert "another kind (.doc)" in refused(write(tmp_path, "e.docx", bytes.fromhex("d0cf11e0a1b11ae1")))


def refused_folder(tmp_path: Path) -> str:
    (tmp_path / "folder.txt").mkdir()
    return refused(tmp_path / "folder.txt")


def test_huge_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tingzhou.reading.files.MAXIMUM_BYTES", 2**20)
    assert "larger than 1 MB" in refused(write(tmp_path, "a.txt", b"a" * (2**20 + 1)))
    monkeypatch.setattr("tingzhou.reading.files.MAXIMUM_CHARACTERS", 100)
    assert "more than 100 characters" in refused(write(tmp_path, "b.txt", b"a" * 101))


# --- Markdown and HTML ------------------------------------------------------------------------------------------------------------


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    source = ("---\ntitle: x\n---\n# 一、工业 #\n\n规上工业增加值**增长15%**，其中[采矿业](http://a.b/c)增长`7.8%`。\n"
              "- 煤电装机3200万千瓦\n> 引文*重点*\n\n| 指标 | 数值 |\n|---|---:|\n| 发电量 | 1185亿千瓦时 |\n<!-- 12 -->\n***\n5 * 3 * 2\n")  # fmt: skip
    lines = [line for line in markdown_text(source).split("\n") if line]
    assert lines == ["一、工业", "规上工业增加值增长15%，其中采矿业增长7.8%。", "煤电装机3200万千瓦", "引文重点", "指标\t数值",
                     "发电量\t1185亿千瓦时", "5 * 3 * 2"]  # fmt: skip


def test_html_shows_what_a_reader_sees(tmp_path: Path) -> None:
    page = (
        "<!DOCTYPE html><html><head><meta charset=gb2312><title>公报 </title><style>p{width:12%}</style></head><body>"
        "<script>var x = 99;</script><!-- 88 --><p>规上工业<b>增加值</b>增长<span>15</span>%。</p>煤电<br>装机"
        "<p style='display: none'>77</p><p hidden>66</p>"
        "<table><tr><th>指标</th><th>数值</th></tr><tr><td>发电量</td><td>1185亿&nbsp;千瓦时</td></tr></table></body></html>"
    )
    read = read_text_file(write(tmp_path, "a.html", page.encode("gb18030")))
    assert read.title == "公报"
    assert read.encoding == "gb18030"
    assert read.text.split("\n") == ["规上工业增加值增长15%。", "煤电", "装机", "指标\t数值", "发电量\t1185亿 千瓦时", ""]


def test_html_that_is_nested_deeply_loses_nothing() -> None:
    page = "<div>" * 30_000 + "产值5亿元" + "</div>" * 30_000
    assert "产值5亿元" in html_text(page)[0]


def test_a_hidden_block_that_never_ends_swallows_nothing() -> None:
    assert html_text("<p hidden>甲<p>产值5亿元")[0] == "甲\n产值5亿元\n"
    assert html_text("<title>甲 <b>乙</b></title><p>5家<br/>6家")[0] == "5家\n6家\n"


def test_a_page_that_declares_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.html", ("<meta charset=utf-8><p>" + BODY).encode("gb18030"))
    assert "not in the encoding stated" in refused(path)
    assert BODY.split("\n")[0] in read_text_file(path, encoding="gb18030").text


# --- Word ---------------------------------------------------------------------------------------------------------------------------


def word(tmp_path: Path, **options: object) -> Path:
    import docx

    document = docx.Document()
    document.core_properties.title = "统计公报"
    document.add_heading("一、综合", 1)
    paragraph = document.add_paragraph("地区生产总值增长")
    paragraph.add_run("7.8%").bold = True
    paragraph.add_run("，位居全疆第二。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("指标", "数值", "发电量", "1185亿千瓦时"), strict=True
    ):
        cell.text = text
    document.add_paragraph("末段。")
    path = tmp_path / "a.docx"
    document.save(str(path))
    return path


def rezipped(path: Path, change: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**held, **change}.items():
            archive.writestr(name, content)
    return path


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_word_files_in_the_order_of_the_page(tmp_path: Path) -> None:
    read = read_text_file(word(tmp_path))
    assert read.text.split("\n") == [
        "一、综合",
        "地区生产总值增长7.8%，位居全疆第二。",
        "指标\t数值",
        "发电量\t1185亿千瓦时",
        "末段。",
        "",
    ]
    assert (read.title, read.notes) == ("统计公报", ())


def test_tracked_changes_are_refused(tmp_path: Path) -> None:
    path = word(tmp_path)
    body = part(path, "word/document.xml")
    tracked = body.replace(b"</w:p>", b'<w:ins w:id="1" w:author="a"><w:r><w:t>9</w:t></w:r></w:ins></w:p>', 1)
    assert "tracked changes" in refused(rezipped(path, {"word/document.xml": tracked}))


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    path = word(tmp_path)
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inside = f"<w:p><w:r><mc:AlternateContent {names}><mc:Choice Requires='wps'>{box.format('框内1200家')}</mc:Choice><mc:Fallback>{box.format('框内1200家')}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    changed = part(path, "word/document.xml").replace(b"<w:sectPr", inside.encode() + b"<w:sectPr", 1)
    text = read_text_file(rezipped(path, {"word/document.xml": changed})).text
    assert text.count("框内1200家") == 1


def test_broken_and_hostile_word_files_are_refused(tmp_path: Path) -> None:
    path = word(tmp_path)
    whole = path.read_bytes()
    assert "damaged" in refused(write(tmp_path, "b.docx", whole[: len(whole) // 2]))
    assert "damaged" in refused(rezipped(word(tmp_path), {"word/document.xml": b"<w:document"}))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (40 * 2**20))
    assert "zip bomb" in refused(write(tmp_path, "c.docx", bomb.getvalue()))


# --- PDF ------------------------------------------------------------------------------------------------------------------------------


def pdf(*pages: str) -> bytes:
    """A small PDF made by hand: a font that maps its codes to Unicode, a page per text, a line per line."""
    letters = sorted({letter for page in pages for letter in page if letter != "\n"})
    code = {letter: number for number, letter in enumerate(letters, start=1)}
    cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    for begin in range(0, len(letters), 100):
        part_ = letters[begin : begin + 100]
        cmap += f"{len(part_)} beginbfchar\n" + "".join(f"<{code[x]:04X}> <{ord(x):04X}>\n" for x in part_) + "endbfchar\n"
    cmap += "endcmap end end"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    objects += [font, ("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
                "/Supplement 0 >> /DW 1000 >>"), f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream"]  # fmt: skip
    kids = []
    for page in pages:
        lines = "".join(f"1 0 0 1 50 {780 - 20 * k} Tm <{''.join(f'{code[x]:04X}' for x in line)}> Tj\n"
                        for k, line in enumerate(page.split("\n")) if line)  # fmt: skip
        stream = f"BT /F 12 Tf\n{lines}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
                       f"/Contents {len(objects)} 0 R >>")  # fmt: skip
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def test_pdf_lines_become_paragraphs(tmp_path: Path) -> None:
    page = "一、工业\n今年前三季度全州规模以上工业增加值\n同比增长15%，高于全区平均水平。\n煤电装机超过3200万千瓦，居全疆第一位，\n比上年末增加百分之五。"
    read = read_text_file(write(tmp_path, "a.pdf", pdf(page, "第二页5家。")))
    lines = read.text.split("\n")
    assert "今年前三季度全州规模以上工业增加值同比增长15%，高于全区平均水平。" in lines
    assert "煤电装机超过3200万千瓦，居全疆第一位，比上年末增加百分之五。" in lines
    assert lines[0] == "一、工业"
    assert lines[-1] == "第二页5家。"


def test_scans_and_broken_pdf_files_are_refused(tmp_path: Path) -> None:
    assert "probably a scan" in refused(write(tmp_path, "a.pdf", pdf("", "")))
    mixed = read_text_file(write(tmp_path, "b.pdf", pdf("正文12家。", "")))
    assert mixed.notes == (("Pages without text were not read: {pages}.", {"pages": "2"}),)
    whole = pdf("正文12家。")
    for cut in (20, 200, len(whole) // 2):
        said = refused(write(tmp_path, "c.pdf", whole[:cut]))
        assert "damaged" in said or "scan" in said
    assert "damaged" in refused(write(tmp_path, "d.pdf", b"no pdf at all"))


def test_encrypted_pdf_files_are_refused(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("正文12家。")))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(str(tmp_path / "a.pdf"))
    assert "encrypted" in refused(tmp_path / "a.pdf")
