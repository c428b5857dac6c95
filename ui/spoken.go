package ui

import "ringback/ui/kit"

// spoken returns the words of a screen reader for what is seen without words.
func (w words) spoken() kit.Spoken {
	return kit.Spoken{
		Checked: w.get("spoken.checked"), Unchecked: w.get("spoken.unchecked"),
		Open: w.get("spoken.open"), Closed: w.get("spoken.closed"),
		Among: w.get("spoken.among"), Hidden: w.get("spoken.hidden"), Unavailable: w.get("spoken.unavailable"),
		Passed: w.get("check.result.pass"), Failed: w.get("check.result.fail"), Skipped: w.get("check.result.skip"),
		Expected: w.get("spoken.expected"), Actual: w.get("spoken.received"),
	}
}
