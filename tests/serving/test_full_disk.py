"""A full disk: nothing is acknowledged that was not kept, what is there is read, and writing goes on by itself."""

import resource

from tests.serving.served import serving


def test_while_nothing_can_be_written_reading_goes_on_and_writing_resumes_without_a_restart(folder):
    with serving(folder) as served:
        first = served.post("/documents", {"title": "Before"})
        usual = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (4_096, usual[1]))
        refused = [served.post("/documents", {"title": f"While it is full {count}"}) for count in range(3)]
        read = served.get(f"/documents/{first.json['id']}")
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, usual)
        after = served.post("/documents", {"title": "After"})
        titles = {one["title"] for one in served.get("/documents").json["results"]}

    assert (first.status, read.status, after.status) == (201, 200, 201)
    assert {one.status for one in refused} == {503}
    assert all(one.headers["Retry-After"] for one in refused)
    assert titles == {"Before", "After"}
