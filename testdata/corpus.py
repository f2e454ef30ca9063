#!/usr/bin/env python3
"""Forges honest statements with the programs that forgers use, and treats them with those that honest people use.

    cargo run -p benches --bin forgeries -- --print=FOLDER   prints honest statements, one in every layout
    python3 testdata/corpus.py FOLDER OUT                    makes OUT/<kind>/*.pdf
    cargo run --release -p benches --bin forgeries -- OUT

Uses qpdf, mutool, Ghostscript and LibreOffice where they are installed, PyMuPDF and pikepdf where they can be imported,
and says which of them are missing. Nothing of what it makes belongs into the repository.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import pymupdf
except ImportError:
    pymupdf = None
try:
    import pikepdf
except ImportError:
    pikepdf = None

FIGURE = re.compile(r"^\d[\d,]*\.\d\d$")


def run(*command):
    return subprocess.run(command, capture_output=True, timeout=120).returncode in (0, 3)


def program(name):
    return shutil.which(name) is not None


def figure(page):
    """The largest figure in the lower half of a page: its box and its text."""
    words = [w for w in page.get_text("words") if FIGURE.match(w[4]) and w[1] > page.rect.height / 3]
    return max(words, key=lambda w: float(w[4].replace(",", ""))) if words else None


def with_pymupdf(source, target, change, **saving):
    with pymupdf.open(source) as document:
        page = document[min(1, len(document) - 1)]
        word = figure(page)
        if word is None:
            return False
        change(document, page, pymupdf.Rect(word[:4]), word[4])
        if saving.pop("appended", False):
            shutil.copy(source, target)
            with pymupdf.open(target) as copy:
                page = copy[min(1, len(copy) - 1)]
                change(copy, page, pymupdf.Rect(word[:4]), word[4])
                copy.saveIncr()
            return True
        document.save(target, **saving)
    return True


def raised(text):
    return "9" + text


def redact(document, page, box, text):
    page.add_redact_annot(box, raised(text), fontname="helv", fontsize=7.5, align=2)
    page.apply_redactions()


def cover(document, page, box, text):
    page.draw_rect(box, color=(1, 1, 1), fill=(1, 1, 1))
    page.insert_text((box.x0 - 4, box.y1 - 2), raised(text), fontname="tiro", fontsize=7.5)


def note(document, page, box, text):
    page.add_freetext_annot(box + (-6, 0, 0, 0), raised(text), fontsize=7, fill_color=(1, 1, 1))


def ink(document, page, box, text):
    middle = (box.y0 + box.y1) / 2
    annotation = page.add_ink_annot([[(box.x0, middle), (box.x1, middle)]])
    annotation.set_colors(stroke=(1, 1, 1))
    annotation.set_border(width=10)
    annotation.update()


def hidden(document, page, box, text):
    redact(document, page, box, text)
    page.insert_text((box.x0, box.y1 - 2), text, fontname="helv", fontsize=7.5, render_mode=3)


def pictures(source, target):
    with pymupdf.open(source) as document, pymupdf.open() as flat:
        for page in document:
            sheet = flat.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, pixmap=page.get_pixmap(dpi=110))
        flat.save(target)
    return True


def mixed(source, target, other):
    with pymupdf.open(source) as document, pymupdf.open(other) as foreign:
        document.insert_pdf(foreign, from_page=0, to_page=0, start_at=1)
        document.save(target)
    return True


def left_out(source, target):
    with pikepdf.open(source) as document:
        if len(document.pages) < 3:
            return False
        del document.pages[1]
        document.save(target)
    return True


def renamed(source, target, producer):
    with pikepdf.open(source) as document:
        document.docinfo["/Producer"] = producer
        document.docinfo["/ModDate"] = "D:20260918214705+02'00'"
        document.save(target)
    return True


def kinds(other):
    """Name, whether it forges, and what makes a file of that kind; only of programs that are here."""
    if program("qpdf"):
        yield "honest-linearised", lambda s, t: run("qpdf", "--linearize", s, t)
        yield "honest-recompressed", lambda s, t: run("qpdf", "--recompress-flate", "--object-streams=generate", s, t)
        yield "honest-password", lambda s, t: run("qpdf", "--encrypt", "", "owner", "256", "--", s, t)
        yield "honest-decrypted", lambda s, t: run("qpdf", "--decrypt", s, t)
    if program("mutool"):
        yield "rewritten-mutool", lambda s, t: run("mutool", "clean", "-gg", s, t)
    if program("gs"):
        yield "rewritten-ghostscript", lambda s, t: run("gs", "-q", "-o", t, "-sDEVICE=pdfwrite", s)
    if program("soffice"):
        convert = ["soffice", "--headless", "--infilter=draw_pdf_import", "--convert-to", "pdf", "--outdir"]
        yield "forged-libreoffice", lambda s, t: run(*convert, str(Path(t).parent), s)
    if pymupdf:
        for name, change in [("redacted", redact), ("covered", cover), ("hidden", hidden)]:
            yield f"forged-{name}", lambda s, t, c=change: with_pymupdf(s, t, c, garbage=3, deflate=True)
            yield f"forged-{name}-appended", lambda s, t, c=change: with_pymupdf(s, t, c, appended=True)
        for name, change in [("note", note), ("ink", ink)]:
            yield f"forged-{name}", lambda s, t, c=change: with_pymupdf(s, t, c, appended=True)
        yield "forged-pictures", pictures
        yield "forged-mixed", lambda s, t: mixed(s, t, other)
    if pikepdf:
        yield "forged-page-left-out", left_out
        for name, producer in [("ilovepdf", "iLovePDF"), ("acrobat", "Adobe Acrobat Pro (64-bit) 24.2.20687")]:
            yield f"forged-named-{name}", lambda s, t, p=producer: renamed(s, t, p)
        yield "forged-renamed", lambda s, t: renamed(s, t, "Skia/PDF m120")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sources, out = sorted(Path(sys.argv[1]).rglob("*.pdf")), Path(sys.argv[2])
    if not sources:
        sys.exit(f"no PDFs in {sys.argv[1]}")
    for name, here in [("PyMuPDF", pymupdf), ("pikepdf", pikepdf)] + [(n, program(n)) for n in ("qpdf", "mutool", "gs", "soffice")]:
        if not here:
            print(f"{name} is not here; its kinds are left out", file=sys.stderr)
    untouched = out / "honest-untouched"
    untouched.mkdir(parents=True, exist_ok=True)
    for source in sources:
        shutil.copy(source, untouched / source.name)
    for index, source in enumerate(sources):
        for kind, make in kinds(str(sources[index - 1])):
            (out / kind).mkdir(exist_ok=True)
            target = str(out / kind / source.name)
            try:
                made = make(str(source), target)
            except Exception as error:
                print(f"{kind}, {source.name}: {error}", file=sys.stderr)
                made = False
            if not made:
                Path(target).unlink(missing_ok=True)


main()
