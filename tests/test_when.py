"""Is a schedule what was said, and is what is none told?"""

import pytest

from cleaners.errors import BadSetting
from flows.when import When


@pytest.mark.parametrize("text", ["99999999999d", "9" * 60 + "w", "9" * 5000 + "s", "4000d", "0m", "often"])
def test_a_span_that_is_none_is_told(text):
    """So is one that is longer than dates go."""
    with pytest.raises(BadSetting, match="--every"):
        When.said(None, text, "UTC")
