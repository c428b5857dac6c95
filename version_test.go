//go:build console

package main

import (
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// TestTheVersionIsThatOfTheBuild: what Go records, with git and without.
func TestTheVersionIsThatOfTheBuild(t *testing.T) {
	for _, c := range []struct {
		name string
		info debug.BuildInfo
		want build
	}{
		{name: "a release", info: debug.BuildInfo{
			Main: debug.Module{Version: "v0.1.0"},
			Settings: []debug.BuildSetting{
				{Key: "vcs.revision", Value: "d4e7192c0ffee0123456789d4e7192c0ffee0123"},
				{Key: "vcs.time", Value: "2026-11-29T18:00:00Z"},
			},
		}, want: build{version: "0.1.0", commit: "d4e7192c0ffe", at: time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC)}},
		{name: "without git", info: debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, want: build{version: "dev"}},
		{name: "nothing known", want: build{version: "dev"}},
	} {
		if got := buildOf(&c.info); got != c.want {
			t.Errorf("%s: %+v, not %+v", c.name, got, c.want)
		}
	}
}

// TestOneVersionEverywhere: FyneApp.toml, the changelog's newest heading and the tag of this commit
// name one version. Between releases the changelog has [Unreleased] above that heading, and
// FyneApp.toml may already name the next version.
func TestOneVersionEverywhere(t *testing.T) {
	planned := found(t, "FyneApp.toml", `(?m)^Version = "(\d+\.\d+\.\d+)"$`)
	if planned == "" {
		t.Fatal("FyneApp.toml names no version")
	}
	heading := found(t, "CHANGELOG.md", `(?m)^## \[(\d[^\]]*)\]`)
	tag := tagHere(t)
	if problem := versionProblem(planned, heading, tag); problem != "" {
		t.Error(problem)
	}
}

// TestVersionsThatDisagree: each of the three can be forgotten.
func TestVersionsThatDisagree(t *testing.T) {
	for _, c := range []struct {
		name, planned, heading, tag string
		fits                        bool
	}{
		{name: "a release", planned: "0.2.0", heading: "0.2.0", tag: "0.2.0", fits: true},
		{name: "before the first", planned: "0.1.0", fits: true},
		{name: "after a release", planned: "0.2.0", heading: "0.2.0", fits: true},
		{name: "the next is planned", planned: "0.10.0", heading: "0.9.1", fits: true},
		{name: "the changelog forgotten", planned: "0.2.0", heading: "0.1.0", tag: "0.2.0"},
		{name: "no changelog", planned: "0.2.0", tag: "0.2.0"},
		{name: "FyneApp.toml forgotten", planned: "0.1.0", heading: "0.2.0", tag: "0.2.0"},
		{name: "FyneApp.toml forgotten, not yet tagged", planned: "0.1.0", heading: "0.2.0"},
		{name: "another tag", planned: "0.2.0", heading: "0.2.0", tag: "0.2.1"},
	} {
		if problem := versionProblem(c.planned, c.heading, c.tag); (problem == "") != c.fits {
			t.Errorf("%s: %q", c.name, problem)
		}
	}
}

// versionProblem says how the version in FyneApp.toml, the newest one of the changelog and that of
// the tag disagree. The last two are "" where there is none.
func versionProblem(planned, heading, tag string) string {
	switch {
	case tag != "" && (planned != tag || heading != tag):
		return "the tag is v" + tag + ", but FyneApp.toml says " + planned + " and the newest heading of CHANGELOG.md " + heading
	case older(planned, heading):
		return "FyneApp.toml says " + planned + ", and CHANGELOG.md already has " + heading
	}
	return ""
}

// older reports whether a version is older than another; "" is older than any.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		if len(x[i]) != len(y[i]) {
			return len(x[i]) < len(y[i])
		}
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

// found returns the first group of a pattern in a file, or "".
func found(t *testing.T, file, pattern string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	must(t, err)
	if match := regexp.MustCompile(pattern).FindSubmatch(content); match != nil {
		return string(match[1])
	}
	return ""
}

// tagHere returns the version that the commit at hand is tagged with, or "".
func tagHere(t *testing.T) string {
	t.Helper()
	tags, err := exec.CommandContext(t.Context(), "git", "tag", "--points-at", "HEAD", "--list", "v*").Output()
	if err != nil {
		return "" // no git, or not a clone
	}
	if fields := strings.Fields(string(tags)); len(fields) > 0 {
		return strings.TrimPrefix(fields[len(fields)-1], "v")
	}
	return ""
}
