package ui_test

import (
	"slices"
	"strings"
	"testing"
)

// planned is a package and the packages that it imports.
type planned struct {
	name     string // below ringback/
	imports  []string
	forTests bool // only tests import it
}

// plan lists the packages from the top down: each imports only packages further down. It leaves out
// main, which wires everything. The picture in .github is drawn from it.
func plan() []planned {
	return []planned{
		{name: "ui/console", imports: []string{"ui/desk", "ui/linebreak", "storage/journal/postgres", "storage/journal", "assets"}},
		{name: "ui/doctor", imports: []string{"ui/desk", "storage/journal/postgres/connect", "storage/config", "storage/files", "ciba"}},
		{name: "ui", imports: []string{"ui/receipt", "ui/desk", "ui/native", "ui/kit", "ui/linebreak", "assets"}},
		{name: "ui/receipt", imports: []string{"ui/desk", "assets"}},
		{
			name: "ui/desk",
			imports: []string{"storage/journal", "storage/config", "storage/secrets", "storage/files", "ciba/mitid",
				"ciba/generic", "ciba", "ui/linebreak"},
		},
		{name: "storage/journal/journaltest", imports: []string{"storage/journal", "ciba"}, forTests: true},
		{
			name:    "storage/journal/fallback",
			imports: []string{"storage/journal/postgres", "storage/journal/postgres/connect", "storage/journal", "ciba"},
		},
		{name: "storage/journal/postgres", imports: []string{"storage/journal/postgres/connect", "storage/journal", "storage/files", "ciba"}},
		{name: "storage/journal", imports: []string{"storage/files", "ciba"}},
		{name: "storage/journal/postgres/connect"}, // to a database, whatever is in it
		{name: "storage/config", imports: []string{"storage/files", "ciba"}},
		{name: "storage/logs", imports: []string{"storage/files"}},
		{name: "storage/secrets", imports: []string{"ciba"}},
		{name: "storage/files"},
		{name: "ciba/mitid", imports: []string{"ciba"}},
		{name: "ciba/generic", imports: []string{"ciba"}},
		{name: "ciba"},
		// nothing of ours: a mistake of the client must not be mirrored by its broker
		{name: "ciba/simulator"},
		{name: "ui/handover"}, // bytes and peers; main knows what they mean
		{name: "ui/native"},   // what the toolkit lacks
		{name: "ui/kit", imports: []string{"ui/linebreak", "assets"}},
		{name: "ui/linebreak"},
		{name: "assets"},
		{name: "storage/killed", forTests: true},
		{name: "ui/remains", forTests: true},
	}
}

// TestArrowsThatMayExist: each package of this project imports those of this project that the plan
// names, on whatever system, and no others. An import that is gone must be removed from the plan.
func TestArrowsThatMayExist(t *testing.T) {
	plan := plan()
	unbuilt := make(map[string]bool)
	for i, room := range plan {
		unbuilt[room.name] = true
		for _, to := range room.imports {
			if !slices.ContainsFunc(plan[i+1:], func(p planned) bool { return p.name == to && !p.forTests }) {
				t.Errorf("%s imports %s, which is no room below it in the plan", room.name, to)
			}
		}
	}
	for _, room := range rooms(t) {
		name, inside := strings.CutPrefix(room.ImportPath, "ringback/")
		if !inside {
			continue // main wires everything
		}
		at := slices.IndexFunc(plan, func(p planned) bool { return p.name == name })
		if at < 0 {
			t.Errorf("the plan has no room %s", name)
			continue
		}
		delete(unbuilt, name)
		imported := make(map[string]bool)
		for file, source := range room.sources(t) {
			for _, spec := range source.Imports {
				to, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "ringback/")
				if !ours {
					continue
				}
				imported[to] = true
				if !slices.Contains(plan[at].imports, to) {
					t.Errorf("%s/%s imports %s, an arrow that the plan doesn't have", name, file, to)
				}
			}
		}
		for _, to := range plan[at].imports {
			if !imported[to] {
				t.Errorf("%s doesn't import %s any more: take the arrow out of the plan", name, to)
			}
		}
	}
	for name := range unbuilt {
		t.Errorf("the plan has %s, the project hasn't", name)
	}
}
