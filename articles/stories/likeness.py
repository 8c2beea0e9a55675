"""Measure how alike two texts are: the cosine of their TF-IDF vectors.

The weight of a word in a text is its count times its inverse document frequency (IDF), smoothed as
scikit-learn does: ln((1 + n) / (1 + df)) + 1, with n texts so far, df of which have the word.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from .words import tokens

#: The weight of each word or number of a text; the squares of the weights add up to 1.
Vector = Mapping[str, float]
#: Decimals of weights and likenesses, so that they are the same in whatever order they add up.
DECIMALS: Final = 6
#: How often the words of a headline count, compared with those of an excerpt.
HEADLINE_WEIGHT: Final = 2


class Frequencies:
    """The number of texts so far, and of those with each word.

    Texts are added one by one, so that a vector depends only on those that came before it.
    """

    def __init__(self, texts: int = 0) -> None:
        self.texts = texts
        self.texts_with: Counter[str] = Counter()

    def add(self, counts: Mapping[str, int]) -> None:
        """Count a text, given by its words."""
        self.texts += 1
        self.texts_with.update(counts.keys())

    def idf(self, word: str) -> float:
        """Return a word's inverse document frequency: 1 where each text has it, more if fewer."""
        return math.log((1 + self.texts) / (1 + self.texts_with[word])) + 1

    def vector(self, counts: Mapping[str, int]) -> Vector:
        """Return the vector of a text, of length 1, given by how often it has each word.

        A text without words has an empty vector.
        """
        weights = {word: count * self.idf(word) for word, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: round(weight / length, DECIMALS) for word, weight in weights.items()}


def counts(headline: str, excerpt: str) -> Counter[str]:
    """Return how often each of `tokens` is in a headline, times HEADLINE_WEIGHT, and excerpt."""
    return counts_of(tokens(headline), tokens(excerpt))


def counts_of(headline: Iterable[str], excerpt: Iterable[str]) -> Counter[str]:
    """Return the `counts` of the tokens of a headline and an excerpt."""
    result = Counter(excerpt)
    for word in headline:
        result[word] += HEADLINE_WEIGHT
    return result


def cosine(one: Vector, other: Vector) -> float:
    """Return the likeness of two vectors: 0 without a common word, 1 for equal texts."""
    return sum(one[word] * other[word] for word in one.keys() & other.keys())
