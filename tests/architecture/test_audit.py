"""What the registries say of vulnerabilities is read as it is, and silence is not taken for a clean bill."""

from tools.audit import python_findings, script_findings


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it():
    answer = {
        "dependencies": [
            {"name": "sound", "version": "1.0", "vulns": []},
            {"name": "weak", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]},
            {"name": "hopeless", "version": "3.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]},
        ],
        "fixes": [],
    }

    assert python_findings(answer) == ["weak 2.0: PYSEC-1, mended in 2.1", "hopeless 3.0: PYSEC-2, mended in —"]
    assert script_findings({"vulnerabilities": {"b": {"severity": "high"}, "a": {"severity": "low"}}}) == [
        "a: low",
        "b: high",
    ]


def test_no_vulnerability_is_an_empty_list_and_no_answer_is_none():
    assert python_findings({"dependencies": [{"name": "sound", "skip_reason": "local"}]}) == []
    assert script_findings({"vulnerabilities": {}}) == []
    for nothing in (None, [], {}, {"message": "request failed"}):
        assert (python_findings(nothing), script_findings(nothing)) == (None, None)
