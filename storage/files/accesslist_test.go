package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAccessListsOfWindows: the owner and every account that may change the file administer the
// machine.
func TestAccessListsOfWindows(t *testing.T) {
	const (
		users    = "S-1-5-32-545"
		everyone = "S-1-1-0"
		anna     = "S-1-5-21-1-2-3-1001"
		read     = 0x1200a9
		modify   = 0x1301bf
		full     = 0x1f01ff
	)
	normal := []entry{{sid: sidSystem, rights: full}, {sid: sidAdministrators, rights: full}, {sid: sidTrustedInstaller, rights: full}, {sid: users, rights: read}}
	with := func(e entry) []entry { return append(append([]entry{}, normal...), e) }
	for name, test := range map[string]struct {
		owner string
		open  bool // there is no access list
		list  []entry
		names string // in the error; "" if it is trusted
	}{
		"as the package makes it":      {owner: sidAdministrators, list: normal},
		"of the system":                {owner: sidSystem, list: normal},
		"of TrustedInstaller":          {owner: sidTrustedInstaller, list: normal},
		"nobody may do anything":       {owner: sidSystem},
		"of a user":                    {owner: anna, list: normal, names: "belong"},
		"without a list":               {owner: sidSystem, open: true, names: "everybody"},
		"users may modify":             {owner: sidSystem, list: with(entry{sid: users, rights: modify}), names: users},
		"a user may do all":            {owner: sidSystem, list: with(entry{sid: anna, rights: 0x10000000}), names: anna},
		"everyone may append":          {owner: sidSystem, list: with(entry{sid: everyone, rights: 0x4}), names: everyone},
		"everyone may delete":          {owner: sidSystem, list: with(entry{sid: everyone, rights: 0x10000}), names: everyone},
		"a user may take it over":      {owner: sidSystem, list: with(entry{sid: anna, rights: 0x80000}), names: anna},
		"users may add what they make": {owner: sidSystem, list: with(entry{sid: "S-1-3-0", rights: full, flags: entryInheritOnly | 3})},
		"users are refused to write":   {owner: sidSystem, list: with(entry{kind: entryDenies, sid: users, rights: modify})},
		"the owner may do all":         {owner: sidSystem, list: with(entry{sid: sidOwnerRights, rights: full})},
		"an entry of another kind":     {owner: sidSystem, list: with(entry{kind: 9, rights: modify}), names: "isn't understood"},
	} {
		err := judgeAccess("policy.toml", test.owner, !test.open, test.list)
		var fault *Error
		switch {
		case test.names == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.names == "":
		case !errors.As(err, &fault) || fault.Problem != ProblemNotTrusted || !strings.Contains(err.Error(), test.names):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAUsersFileIsNotTrusted, whoever runs the test.
func TestAUsersFileIsNotTrusted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.toml")
	must(t, os.WriteFile(path, nil, 0o644))
	var fault *Error
	if _, err := ReadTrusted(path); !errors.As(err, &fault) || fault.Problem != ProblemNotTrusted {
		t.Errorf("%v", err)
	}
}
