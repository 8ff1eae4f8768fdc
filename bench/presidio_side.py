"""Presidio's side of the screening bench; run by `screening_beside.py` in the environment of the oracles.

Standard input: JSON `{forms: [text], texts: [text]}`. Standard output: JSON `{found: [[[start, end]]], hits, seconds}`.
Its Korean recognisers are enabled, beside those for e-mail, telephone and cards; its other ones find nothing Korean.
"""

import json
import logging
import sys
import time

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    KrBrnRecognizer,
    KrDriverLicenseRecognizer,
    KrFrnRecognizer,
    KrPassportRecognizer,
    KrRrnRecognizer,
    PhoneRecognizer,
)

KINDS = (KrRrnRecognizer, KrFrnRecognizer, KrBrnRecognizer, KrDriverLicenseRecognizer, KrPassportRecognizer)


class NoModel(NlpEngine):
    """Presidio's patterns need no model of a language."""

    def load(self):
        """Nothing is to be loaded."""

    def is_loaded(self):
        return True

    def process_text(self, text, language):
        return NlpArtifacts([], [], [], [], self, language)

    def process_batch(self, texts, language, **_more):
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word, language):
        return False

    def is_punct(self, word, language):
        return False

    def get_supported_entities(self):
        return []

    def get_supported_languages(self):
        return ["ko"]


def engine():
    registry = RecognizerRegistry(supported_languages=["ko"])
    for kind in (*KINDS, EmailRecognizer, CreditCardRecognizer):
        registry.add_recognizer(kind(supported_language="ko"))
    registry.add_recognizer(PhoneRecognizer(supported_language="ko", supported_regions=("KR",)))
    return AnalyzerEngine(registry=registry, nlp_engine=NoModel(), supported_languages=["ko"])


def main():
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    analyzer = engine()
    found = [[[one.start, one.end] for one in analyzer.analyze(text, language="ko")] for text in asked["forms"]]
    start = time.process_time()
    hits = sum(len(analyzer.analyze(text, language="ko", score_threshold=0.3)) for text in asked["texts"])
    print(json.dumps({"found": found, "hits": hits, "seconds": time.process_time() - start}))


if __name__ == "__main__":
    main()
