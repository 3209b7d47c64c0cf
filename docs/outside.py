"""A preprocessor of mdBook: pages link to files of the repository that are outside of docs/.

A Markdown file that a page links to becomes a page at the end of the book. A link to any other file, or to a folder, becomes
its text and its path, or leads to the repository where Cargo.toml names one (`repository`).

mdBook starts it in docs/, writes the book as JSON to its standard input, and reads the changed book from its output.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
# [text](target), where the text may contain code, and the target has no blanks.
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
FENCE = re.compile(r"^(```|~~~)")


class Book:
    def __init__(self, chapters):
        self.pages = {chapter["source_path"] for chapter in chapters if chapter["source_path"]}
        manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
        self.repository = manifest["package"].get("repository")
        self.added = {}
        self.waiting = []

    def page_of(self, path):
        """The name in the book of a Markdown file outside of docs/, which is added if it is new."""
        name = self.added.get(path)
        if name is None:
            name = str(path).replace("/", "-")
            self.added[path] = name
            self.waiting.append(path)
        return name

    def target(self, text, link, folder):
        """A link of a page in this folder, as it is written in the book."""
        path, _, anchor = link.partition("#")
        if not path or "://" in link or link.startswith("mailto:"):
            return f"[{text}]({link})"
        file = (folder / path).resolve()
        anchor = f"#{anchor}" if anchor else ""
        if file.parent == DOCS and file.name in self.pages:
            return f"[{text}]({file.name}{anchor})"
        path = file.relative_to(ROOT)
        if file.is_dir() and (file / "README.md").is_file():
            file, path = file / "README.md", path / "README.md"
        if file.suffix == ".md":
            return f"[{text}]({self.page_of(path)}{anchor})"
        if self.repository:
            return f"[{text}]({self.repository}/blob/main/{path})"
        return f"{text} (`{path}`)" if text.strip("`") != str(path) else f"`{path}`"

    def rewritten(self, content, folder):
        """The content with every link as it is in the book; blocks of code are left alone."""
        lines, fence = [], None
        for line in content.split("\n"):
            mark = FENCE.match(line.lstrip())
            if mark and fence in (None, mark.group(1)):
                fence = None if fence else mark.group(1)
            elif fence is None:
                line = LINK.sub(lambda link: self.target(link.group(1), link.group(2), folder), line)
            lines.append(line)
        return "\n".join(lines)


def chapters(items):
    """All chapters, depth first."""
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict) and "Chapter" in item:
            yield item["Chapter"]
            waiting.extend(reversed(item["Chapter"]["sub_items"]))


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "supports":
        sys.exit(0 if sys.argv[2] == "html" else 1)
    _, book = json.load(sys.stdin)
    # mdBook 0.4 calls the list "sections".
    items = book["items"] if "items" in book else book["sections"]
    written = Book(list(chapters(items)))
    for chapter in chapters(items):
        chapter["content"] = written.rewritten(chapter["content"], DOCS)
    items.append({"PartTitle": "In the repository"})
    while written.waiting:
        path = written.waiting.pop(0)
        text = (ROOT / path).read_text()
        heading = re.search(r"^# (.+)$", text, re.MULTILINE)
        items.append(
            {
                "Chapter": {
                    "name": heading.group(1) if heading else path.name,
                    "content": written.rewritten(text, (ROOT / path).parent),
                    "number": None,
                    "sub_items": [],
                    "path": written.added[path],
                    "source_path": None,
                    "parent_names": [],
                }
            }
        )
    json.dump(book, sys.stdout)


main()
