"""How one answer leads to the next request: links of the schema, for people and for machines that follow them."""

from typing import Any

LINKS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "start_application": (
        ("read_application", "application", "$response.body#/id"),
        ("submit_application", "application", "$response.body#/id"),
        ("withdraw_application", "application", "$response.body#/id"),
        ("send_message", "application", "$response.body#/id"),
        ("list_messages", "application", "$response.body#/id"),
    ),
    "enter_subject": (("list_subjects", "", ""),),
    "set_up_round": (
        ("read_office_round", "round", "$response.body#/id"),
        ("open_round", "round", "$response.body#/id"),
        ("close_round", "round", "$response.body#/id"),
    ),
    "open_list": (
        ("read_list", "opened", "$response.body#/id"),
        ("close_list", "opened", "$response.body#/id"),
    ),
}
"""By operation: the operation that may follow, its parameter, and where in the answer its value stands."""


def with_links(document: Any) -> None:
    """Write into a schema the links that its operations have."""
    known = {each["operationId"]: each for path in document["paths"].values() for each in path.values()}
    for name, targets in LINKS.items():
        if name in known:
            known[name]["responses"]["200"]["links"] = {
                target: {"operationId": target, "parameters": {parameter: where} if parameter else {}}
                for target, parameter, where in targets
                if target in known
            }
