from tests.engine.packs.sample_pack import line_of, load_sample, problems_of, spoiled

TITLE = "    title: 卓越绩效\n"


def test_an_assumption_is_explained():
    files = spoiled("criteria.yaml", TITLE, TITLE + "    basis: assumption\n")

    (found,) = problems_of(files)
    line = line_of(files, "criteria.yaml", "key: excellence")
    assert found.startswith(f"criteria.yaml:{line}: schemes[1]: an assumption needs basis_note")


def test_an_assumption_that_is_explained_is_kept_as_one():
    explained = TITLE + "    basis: assumption\n    basis_note: 来源没有写权重，这里同等对待\n"

    scheme = load_sample(spoiled("criteria.yaml", TITLE, explained)).criteria.schemes[0]

    assert (scheme.basis, str(scheme.basis_note)) == ("assumption", "来源没有写权重，这里同等对待")
