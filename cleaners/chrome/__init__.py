"""Is this line the page's text, or the site talking about itself?"""

from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.verdict import judge

__all__ = ["ChromeSettings", "judge"]
