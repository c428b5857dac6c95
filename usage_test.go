//go:build console

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"ringback/assets"
)

// TestUsageNamesEveryCommand reads in run which commands there are.
func TestUsageNamesEveryCommand(t *testing.T) {
	source, err := os.ReadFile("main.go")
	must(t, err)
	commands := regexp.MustCompile(`(?m)^\tcase "(\w+)":`).FindAllStringSubmatch(string(source), -1)
	if len(commands) < 5 {
		t.Errorf("only %d commands are found in run", len(commands))
	}
	for _, command := range commands {
		if name := command[1]; name != "help" && !strings.Contains(usage, "\n  ringback "+name) {
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
