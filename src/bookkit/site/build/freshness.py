"""Which chapters are read again, which pages are written again, and which cells run again.

Sphinx reads a page again when its own source has changed, and writes what it has read. Three digests tell it
of the rest: of what a chapter's cells can see, of how pages are made and look, and of what pages tell of one
another, such as titles, numbers and words of the glossary.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import CONFIG_OK, BuildEnvironment

from bookkit.site.build import seen
from bookkit.site.publish import anchors

_SITE = Path(__file__).parents[1]
_CELLS, _TOLD = "bookkit_cells", "bookkit_told"


def makers() -> set[Path]:
    """The code that makes pages out of chapters."""
    own = {path for path in seen.files(_SITE) if path.suffix == ".py"}
    names = (".".join(path.relative_to(seen.LIBRARY).with_suffix("").parts) for path in own)
    return own | {path for path in seen.imported(names) if path.suffix == ".py"}


def looks() -> set[Path]:
    """Files that can change how any page looks."""
    site = {path for path in seen.files(_SITE) if path.suffix != ".py"}
    return site | {
        path for path in seen.files(seen.LIBRARY) if path.suffix in {".js", *seen.STYLES}
    }


def configure(_: Sphinx, config: Config) -> None:
    """Let Sphinx compare how pages are made, and look, with its last build."""
    config.bookkit_makers = seen.digest(makers())
    config.bookkit_looks = seen.digest(looks())


def outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Chapters to read again although their text is the same: what their cells see has changed."""
    if removed or env.config_status != CONFIG_OK:
        # All pages will be written: what was a page once must not stay.
        shutil.rmtree(app.outdir, ignore_errors=True)
        Path(app.outdir).mkdir(parents=True)
    before = getattr(env, _CELLS, {})
    now = {page: _cells(app, page) for page in sorted(env.found_docs)}
    setattr(env, _CELLS, now)
    for kept in _outputs(app).glob("*"):
        if kept.name not in now.values():
            shutil.rmtree(kept)
    return [page for page in now if before.get(page) != now[page]]


def keep_outputs_apart(app: Sphinx, page: str, _: list[str]) -> None:
    """Before a chapter is read: keep the outputs of its cells under the digest of what they see."""
    env: Any = app.env
    path = str(_outputs(app) / getattr(env, _CELLS)[page])
    env.mystnb_config = env.mystnb_config.copy(execution_cache_path=path)


def updated(_: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Pages to write again although they were not read: all, when one tells the others something new."""
    before = getattr(env, _TOLD, "")
    now = hashlib.sha256(json.dumps(_plain(_told(env)), sort_keys=True).encode()).hexdigest()
    setattr(env, _TOLD, now)
    return sorted(env.found_docs) if before != now else []


def _outputs(app: Sphinx) -> Path:
    return Path(app.outdir).parent / ".jupyter_cache"


def _cells(app: Sphinx, page: str) -> str:
    lock = Path(app.srcdir) / "requirements.lock"
    files = seen.by_cells(Path(app.env.doc2path(page)))
    digest = seen.digest([*files, lock] if lock.exists() else files)
    return f"{page.replace('/', '-')}-{digest}"


def _told(env: Any) -> dict[str, Any]:
    """What pages tell of one another."""
    standard, sources = env.domaindata["std"], env.domaindata["cite"]
    listed = Path(env.srcdir) / anchors.FILE
    return {
        "titles": {page: title.astext() for page, title in env.titles.items()},
        "numbers": [env.toc_secnumbers, env.toc_fignumbers, env.domaindata["math"]["objects"]],
        "labels": [standard[kind] for kind in ("labels", "anonlabels", "objects", "terms")],
        "theorems": getattr(env, "proof_list", {}),
        "exercises": {
            label: (exercise["docname"], exercise.get("title"))
            for label, exercise in getattr(env, "sphinx_exercise_registry", {}).items()
        },
        "code": env.domaindata["py"]["objects"],
        "sources": [
            [(citation.citation_id, citation.key) for citation in sources["citations"]],
            seen.digest(map(Path, sources["bibdata"].bibfiles)),
        ],
        "ours": [
            {name: value for name, value in kept.items() if name.startswith("bookkit_")}
            for kept in (
                vars(env) | {_TOLD: "", _CELLS: ""},
                *map(env.metadata.get, sorted(env.metadata)),
            )
        ],
        "moved": listed.read_text(encoding="utf-8") if listed.exists() else "",
    }


def _plain(value: Any) -> Any:
    """A value as JSON can hold it, in one order only."""
    match value:
        case nodes.Node():
            return value.astext()
        case dict():
            return {str(key): _plain(part) for key, part in value.items()}
        case set() | frozenset():
            return sorted(map(str, value))
        case list() | tuple():
            return list(map(_plain, value))
        case _:
            return str(value)


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_makers", "", "env", str)
    app.add_config_value("bookkit_looks", "", "html", str)
    app.connect("config-inited", configure)
    app.connect("env-get-outdated", outdated)
    app.connect("source-read", keep_outputs_apart)
    # After Sphinx and its extensions have numbered and sorted what they collect.
    app.connect("env-get-updated", updated, priority=900)
