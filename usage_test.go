//go:build console

package main

import (
	"strings"
	"testing"

	"ringback/assets"
)

// TestUsageNamesEveryCommand.
func TestUsageNamesEveryCommand(t *testing.T) {
	for name := range commands() {
		if name != "help" && !strings.Contains(usage, strings.TrimRight("\n  ringback "+name, " ")) {
			t.Errorf("the usage doesn't name %s", name)
		}
	}
}

// TestUsageNamesEveryLanguage: it is the only place that lists them for whoever writes scripts.
func TestUsageNamesEveryLanguage(t *testing.T) {
	var codes []string
	for _, language := range assets.Languages() {
		codes = append(codes, string(language))
	}
	if want := "[-language " + strings.Join(codes, "|") + "]"; strings.Count(usage, want) != strings.Count(usage, "[-language ") {
		t.Errorf("the usage doesn't say %s everywhere", want)
	}
}
