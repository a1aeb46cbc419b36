"""How is the last run taken back, so that nothing tells it was there?"""

from pathlib import Path

from cleaners.errors import BadCorpus
from flows import archive, index, publish, templates
from flows.place import fresh, link, put, take_away, work_folder
from flows.report import kept


def rollback(out: Path, run: str | None) -> str:
    """Take back the last run of a corpus; return its name. The first run is taken back with the folder.

    Afterwards the folder is what it was before that run, to the byte; what others have put into it stays. Raises
    BadCorpus where `run` is not the last.
    """
    archive.open_corpus(out)
    with work_folder(out) as work:
        before = archive.open_corpus(out).manifest
        *runs, last = before["runs"]
        if run not in (None, last["run"]):
            raise BadCorpus(str(run), f"is not the last run of {out}: that is {last['run']}", "Take that back first")
        staged = fresh(work / "staged")
        if not runs:
            publish.carry(before, out, staged, but="")
            if any(staged.iterdir()):
                put(staged, out)
            else:
                take_away(out, work)
            return last["run"]
        publish.carry(before, out, staged, but=("index/", *(f"{name}/{last['run']}-" for name in publish.ORDER)))
        starts = [0]
        for one in runs:
            starts.append(starts[-1] + one["totals"]["documents"])
        (staged / "index").mkdir()
        link(out / "index" / index.SHAPE, staged / "index" / index.SHAPE)
        index.shrink(out / "index", staged / "index", [one["entries"] for one in before["runs"]], starts)
        templates.shrink(out, staged, before["runs"])
        kept.shrink(out, staged, before["runs"])
        publish.finish(staged, runs, before)
        put(staged, out)
    return last["run"]
