"""How the tests are divided among workers."""

from tests.conftest import work_of


def test_one_worker_has_all_tests_of_the_site_and_any_other_file_is_work_of_its_own() -> None:
    site = [f"tests/site/{name}.py::test_it[1]" for name in ("test_pages", "test_live")]
    others = [f"tests/{name}.py::test_it" for name in ("browser/test_lab", "browser/test_states")]
    assert len({work_of(test) for test in site}) == 1
    assert len({work_of(test) for test in [*site, *others]}) == 3
    assert work_of(others[0]) == work_of(f"{others[0]}[again]")
