//go:build console

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	keyring "github.com/zalando/go-keyring"
)

// TestMain runs the program that a script calls, or the tests. Each program has its own empty
// keyring in memory, and never reaches the machine's.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"ringback": func() {
			keyring.MockInit()
			main()
		},
		"exits": func() {
			keyring.MockInit()
			exits(os.Args[1:])
		},
		"part":      func() { part(os.Args[1:]) },
		"ringbackw": standInForTheWindow,
	})
}

// exits lets scripts assert an exit status, which otherwise only see success or failure: `exits 10
// ringback verify` runs the program and succeeds if its exit status is 10.
func exits(args []string) {
	want, err := strconv.Atoi(args[0])
	if err != nil || args[1] != "ringback" {
		fmt.Fprintln(os.Stderr, "exits: want an exit status and ringback")
		os.Exit(1)
	}
	if got := run(args[2:]); got != want {
		fmt.Fprintf(os.Stderr, "exits: the exit status is %d, not %d\n", got, want)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestProgram runs scripts of what users do. Each script has its own home and folders. Those that
// skip if [!long] run with the long tests only; those that skip if [!ownmounts] make a policy of
// the machine, which takes root.
func TestProgram(t *testing.T) {
	t.Parallel() // with the tests that also wait for programs
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("ui", "console", "testdata", "program"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition: func(name string) (bool, error) {
			switch name {
			case "long":
				return long, nil
			case "ownmounts":
				return ownMounts(t), nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Setup: func(env *testscript.Env) error {
			for name, folder := range map[string]string{"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_RUNTIME_DIR": "run"} {
				path := filepath.Join(env.WorkDir, folder)
				if err := os.MkdirAll(path, 0o700); err != nil {
					return err
				}
				env.Setenv(name, path)
			}
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(env.WorkDir, "nobody"))
			env.Setenv("LC_ALL", "en_GB.UTF-8")
			return nil
		},
	})
}

// ownMounts reports whether a script can run a program in which /etc is another folder.
func ownMounts(t *testing.T) bool {
	t.Helper()
	return exec.CommandContext(t.Context(), "unshare", "-m", "mount", "-t", "tmpfs", "none", "/etc").Run() == nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
