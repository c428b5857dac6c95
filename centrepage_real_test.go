//go:build console && realparts

package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// pagePart is a block of the page for administrators: what somebody runs, or a file.
type pagePart struct{ as, file, text string }

// partsOfPage returns the blocks that a comment gives to somebody, or names a file.
func partsOfPage(t *testing.T) (parts []pagePart) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(".package", "man", "ringback-centre.7"))
	must(t, err)
	as, file, inside := "", "", false
	for line := range strings.Lines(string(page)) {
		who, named := strings.CutPrefix(strings.TrimSpace(line), `.\" as `)
		name, isFile := strings.CutPrefix(strings.TrimSpace(line), `.\" file `)
		switch {
		case named:
			as = who
		case isFile:
			file = name
		case strings.HasPrefix(line, `.\" sql`):
			as = "sql"
		case strings.HasPrefix(line, ".Bd") && as+file != "":
			parts, inside = append(parts, pagePart{as: as, file: file}), true
		case strings.HasPrefix(line, ".Ed"):
			as, file, inside = "", "", false
		case inside:
			parts[len(parts)-1].text += strings.ReplaceAll(line, `\e`, `\`)
		}
	}
	return parts
}

// somebodys runs the blocks of the page, each with the settings and the login of somebody. All have
// one keyring, whose password is theirs at that moment.
type somebodys struct {
	t                  *testing.T
	work, server, port string
	env                []string
}

// run runs a block with a shell, and returns what it said.
func (s somebodys) run(as, script string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-eu", "-c", script)
	shell.Dir = s.work
	shell.Env = append(os.Environ(), s.env...)
	shell.Env = append(shell.Env, "XDG_CONFIG_HOME="+filepath.Join(s.work, as), "XDG_DATA_HOME="+filepath.Join(s.work, as, "data"))
	said, err := shell.CombinedOutput()
	if err != nil {
		s.t.Fatalf("as %s: %v\n%s\n%s", as, err, script, said)
	}
	return string(said)
}

// settle writes somebody's settings, and puts their password into the keyring.
func (s somebodys) settle(as string) {
	s.t.Helper()
	folder := filepath.Join(s.work, as, "ringback")
	must(s.t, os.MkdirAll(folder, 0o700))
	settings := fmt.Sprintf("[journal]\ndatabase = \"postgres://127.0.0.1:%s/ringback\"\nuser = %q\npassword = \"keyring\"\n", s.port, as)
	must(s.t, os.WriteFile(filepath.Join(folder, "settings.toml"), []byte(settings), 0o600))
	s.run(as, `echo '{"journal":{"password":"secret"}}' | ringback provision`)
}

// write writes a file of the page, with a new key wherever it says KEY.
func (s somebodys) write(name, text string) {
	s.t.Helper()
	for strings.Contains(text, "KEY") {
		key := make([]byte, 32)
		_, _ = rand.Read(key) // never fails
		text = strings.Replace(text, "KEY", base64.StdEncoding.EncodeToString(key), 1)
	}
	must(s.t, os.WriteFile(filepath.Join(s.work, name), []byte(text), 0o600))
}

// TestThePageForAdministrators runs every block of the page, in its order, as an organisation does:
// with the whole program, a real keyring and a real server.
func TestThePageForAdministrators(t *testing.T) {
	server := os.Getenv("RINGBACK_POSTGRES")
	if server == "" {
		t.Skip("there is no server: run it under .build/with-keyring .build/with-postgres")
	}
	port, err := os.ReadFile(filepath.Join(server, "port"))
	must(t, err)
	s := somebodys{t: t, work: t.TempDir(), server: server, port: strings.TrimSpace(string(port))}
	program := filepath.Join(s.work, "bin", "ringback")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "console", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.env = []string{
		"PATH=" + filepath.Dir(program) + ":" + os.Getenv("RINGBACK_POSTGRES_BIN") + ":" + os.Getenv("PATH"),
		"PGHOST=" + server, "PGPORT=" + s.port, "PGUSER=postgres", "LC_ALL=en_GB.UTF-8",
	}
	before := map[string]func(){
		"journal import": func() { s.oldFile() },
		"journal erasures -out": func() {
			s.settle("carla")
			if said := s.run("carla", "ringback journal erase -from 2020-01-01 -until 2030-01-01 -yes"); !strings.Contains(said, "1 verification was erased") {
				t.Errorf("%s", said)
			}
		},
	}
	wants := map[string]string{
		"journal use-keys\n":        "now uses seal key",
		"ringback doctor":           "This login’s roles: desk",
		"journal import":            "1 verification of it is in the shared journal",
		"journal erasures -out":     "1 erased verification was listed",
		"journal erasures -apply":   "Of 1 listed, 0 verifications were back",
		"journal verify\n":          "The chain of the journal is unbroken",
		"journal retain":            "0 verifications older than 30 days were removed",
		"journal migrate\n":         "up to date",
		"journal follow -since":     "",
		"migrate -print-roles":      "",
		"paused from ringback.head": "",
		"create role anna":          "",
		"ringback journal head":     "",
		"newkeys.json":              "seal key 2 and hash key 1 instead of 1 and 1",
	}
	found := make(map[string]bool)
	for _, part := range partsOfPage(t) {
		for needle, do := range before {
			if strings.Contains(part.text, needle) {
				do()
			}
		}
		said := ""
		switch {
		case part.file != "":
			s.write(part.file, part.text)
		case part.as == "superuser":
			said = s.run(part.as, part.text)
		case part.as == "sql":
			s.query(part.text)
		default:
			s.settle(part.as)
			script := strings.ReplaceAll(part.text, "ringback journal follow", "timeout --preserve-status -s INT 3 ringback journal follow")
			said = s.run(part.as, strings.ReplaceAll(script, "~/.local/share", filepath.Join(s.work, part.as, "data")))
		}
		for needle, want := range wants {
			if strings.Contains(part.text, needle) {
				found[needle] = true
				if !strings.Contains(said, want) {
					t.Errorf("%s\nsaid %s", part.text, said)
				}
			}
		}
	}
	for needle := range wants {
		if !found[needle] {
			t.Errorf("the page has no %s", needle)
		}
	}
	followed, err := os.ReadFile(filepath.Join(s.work, "followed.json"))
	must(t, err)
	lines := strings.Split(strings.TrimSpace(string(followed)), "\n")
	if len(lines) < 3 || !strings.Contains(lines[0], `"event":"handed_in"`) || !strings.Contains(lines[1], `"event":"imported"`) || !strings.Contains(lines[2], `"event":"erased"`) {
		t.Errorf("%s", followed)
	}
}

// oldFile makes the file that anna had before, with one verification in it.
func (s somebodys) oldFile() {
	t := s.t
	t.Helper()
	path := filepath.Join(s.work, "anna", "data", "ringback", "journal.db")
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	store := secrets.New(secrets.OSKeyring(), secrets.Options{})
	defer store.Close()
	file, err := journal.OpenFile(t.Context(), path, store, journal.FileOptions{})
	must(t, err)
	at := time.Now().Add(-time.Hour)
	must(t, file.Begin(t.Context(), journal.Record{ID: "old", Started: at, Environment: "pp", Kind: "test", Text: "Kode", Operator: "anna"}, 0))
	must(t, file.End(t.Context(), "old", journal.Ending{At: at, Outcome: ciba.Refused}))
	must(t, file.Done(t.Context(), "old"))
	must(t, file.Close())
}

// query runs each statement as a member of the owner. The last one must return nothing.
func (s somebodys) query(statements string) {
	t := s.t
	t.Helper()
	address := url.URL{Scheme: "postgres", User: url.UserPassword("keeper", "secret"), Path: "/ringback", RawQuery: url.Values{"host": {s.server}, "port": {s.port}}.Encode()}
	conn, err := pgx.Connect(t.Context(), address.String())
	must(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	all := strings.Split(strings.TrimSuffix(strings.TrimSpace(statements), ";"), ";\n")
	for i, statement := range all {
		rows, err := conn.Query(t.Context(), statement)
		must(t, err)
		n := 0
		for rows.Next() {
			n++
		}
		if must(t, rows.Err()); i == len(all)-1 && n > 0 {
			t.Errorf("%s: %d", statement, n)
		}
	}
}
