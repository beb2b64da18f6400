"""Asking whoever types at a command before something goes that does not come back."""


def agrees(question: str) -> bool:
    """Whether the answer is "yes"; nobody there to answer is a no."""
    try:
        return input(f"{question} [yes/no] ").strip().lower() == "yes"
    except EOFError:
        return False
