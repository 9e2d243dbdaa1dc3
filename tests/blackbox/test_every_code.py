"""Every error code that the OpenAPI document promises was produced by some test,
for every operation that promises it. This comes last (conftest.py), and says
something only where the whole suite was run."""
import re

import contract


def test_every_documented_code_was_produced(whole_suite):
    assert whole_suite and contract.answered
    missing = contract.unproduced()
    assert not missing, "no test produces\n" + "\n".join(
        f"{name} {status} {code}"
        for name, status, code in sorted(missing, key=str))


def test_what_is_left_to_unit_tests_is_there():
    for row, (file, name, why) in contract.ELSEWHERE.items():
        text = (contract.SOURCE / file).read_text()
        body = re.search(rf"^{name}\(.*?^}}", text, re.M | re.S)
        assert body and row[2] in body[0], (row, file, name)
        assert f"cmocka_unit_test({name})" in text, (row, file, name)
        assert why
