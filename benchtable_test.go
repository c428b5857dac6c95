//go:build console

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMeasuredTable: the table in README.md is what "make bench" printed, row by row. Its values
// are those of the machine that measured.
func TestMeasuredTable(t *testing.T) {
	var measured []string
	for _, script := range []string{"bench-window", "bench"} {
		text, err := os.ReadFile(filepath.Join(".build", script))
		must(t, err)
		for _, row := range regexp.MustCompile(`(?m)^(?:row|judged|late|held|journal) "([^"$]+)"`).FindAllStringSubmatch(string(text), -1) {
			measured = append(measured, row[1])
		}
	}
	readme, err := os.ReadFile("README.md")
	must(t, err)
	_, table, begun := strings.Cut(string(readme), "<!-- make bench -->\n")
	table, _, ended := strings.Cut(table, "<!-- end -->")
	if !begun || !ended {
		t.Fatal("README.md has no table of make bench")
	}
	var shown []string
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 8 {
			t.Errorf("a row has another form: %s", line)
		}
		if i > 1 {
			shown = append(shown, strings.TrimSpace(cells[1]))
		}
	}
	if !slices.Equal(measured, shown) {
		t.Errorf("README.md has the rows\n%s\nbut make bench measures\n%s", strings.Join(shown, "\n"), strings.Join(measured, "\n"))
	}
}

// TestMeasuredCentre: SIZING.md has a row for all that "make bench-centre" reads.
func TestMeasuredCentre(t *testing.T) {
	script, err := os.ReadFile(filepath.Join(".build", "bench-centre"))
	must(t, err)
	document, err := os.ReadFile(filepath.Join("storage", "journal", "postgres", "SIZING.md"))
	must(t, err)
	for _, table := range []string{"writing", "reading"} {
		_, rows, begun := strings.Cut(string(document), "<!-- "+table+" -->\n|")
		rows, _, ended := strings.Cut(rows, "<!-- end -->")
		if !begun || !ended || strings.Contains(rows, "<!--") {
			t.Errorf("SIZING.md has no table of what is measured of %s", table)
		}
	}
	var measured, shown []string
	for _, row := range regexp.MustCompile(`(?m)^\t(?:page|size) "([^"]+)"`).FindAllStringSubmatch(string(script), -1) {
		measured = append(measured, row[1])
	}
	_, rows, _ := strings.Cut(string(document), "<!-- reading -->\n")
	for i, line := range strings.Split(rows, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) == 1 {
			break
		}
		if i > 1 {
			shown = append(shown, strings.TrimSpace(cells[1]))
		}
	}
	if len(measured) == 0 || !slices.Equal(measured, shown) {
		t.Errorf("SIZING.md has the rows\n%s\nbut make bench-centre measures\n%s", strings.Join(shown, "\n"), strings.Join(measured, "\n"))
	}
}
