package postgres

import (
	"strings"
	"testing"
)

// TestPrefixes: a prefix is part of each name, and can't be anything that a script would run.
func TestPrefixes(t *testing.T) {
	for _, bad := range []string{"Ab", "1a", "a-b", "a b", `a"; drop database x; --`, "_a", "æ", strings.Repeat("a", 31)} {
		if _, err := RolesWith(bad); err == nil {
			t.Errorf("%q is a prefix", bad)
		}
	}
	roles, err := RolesWith("nordby_")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	if err := roles.Print(&script); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{roles.Owner(), roles.Desk(), roles.Supervisor(), roles.Auditor(), roles.Database()} {
		if !strings.HasPrefix(name, "nordby_ringback") || !strings.Contains(script.String(), `"`+name+`"`) {
			t.Errorf("%s isn't in the script", name)
		}
	}
	migrations, err := migrationsFor(roles)
	if err != nil || len(migrations) == 0 {
		t.Fatal(len(migrations), err)
	}
	for i, m := range migrations {
		if m.Version != int64(i+1) {
			t.Errorf("migration %d has the number %d", i+1, m.Version)
		}
	}
	if strings.Contains(script.String(), "{{") {
		t.Error("a name is missing in the script")
	}
}
