"""The two forms of an answer's tree: texts together, as pages are made, and each by itself."""

from itertools import groupby

from adapter.xml.tree import Element, Texts


def one_by_one(element):
    """The element with every text in it by itself."""
    if isinstance(element.content, str):
        return element
    return Element(element.name, tuple(map(one_by_one, element.children)))


def together(element):
    """The element with all texts in it that stand behind each other together."""
    if isinstance(element.content, str):
        return element
    runs = groupby(element.children, lambda each: isinstance(each.content, str))
    content = []
    for are_texts, run in runs:
        each = list(run)
        content += [_texts(each)] if are_texts else map(together, each)
    return Element(element.name, tuple(content))


def _texts(elements):
    return Texts(tuple(each.name for each in elements), tuple(each.content for each in elements))
