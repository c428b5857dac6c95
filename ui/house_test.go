package ui_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringback/assets"
)

// room is a package of this project, as `go list -deps` sees it.
type room struct {
	ImportPath string
	Dir        string
	Imports    []string // direct imports
	Deps       []string // direct and indirect imports
	GoFiles    []string
	CgoFiles   []string
	Ignored    []string `json:"IgnoredGoFiles"` // for other systems
	Module     *struct{ Main bool }
}

// rooms lists the packages of this project, tests left out. Nothing is built: neither a compiler
// for C nor a library of X is needed.
func rooms(t *testing.T) []room {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps",
		"-json=ImportPath,Dir,Imports,Deps,GoFiles,CgoFiles,IgnoredGoFiles,Module", "ringback/...")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var own []room
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var r room
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if r.Module != nil && r.Module.Main {
			own = append(own, r)
		}
	}
	if len(own) < 9 {
		t.Fatalf("only %d packages", len(own))
	}
	return own
}

// sources are the files of a package, tests left out, those for other systems among them.
func (r room) sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	for _, name := range slices.Concat(r.GoFiles, r.CgoFiles, r.Ignored) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(r.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	return files
}

func isFyne(path string) bool {
	return path == "fyne.io/fyne/v2" || strings.HasPrefix(path, "fyne.io/")
}
func isOurs(path string) bool { return path == "ringback" || strings.HasPrefix(path, "ringback/") }

// TestArrowsThatMustNeverExist checks which packages must not import which others, directly or
// indirectly.
func TestArrowsThatMustNeverExist(t *testing.T) {
	type arrow struct {
		why  string
		from func(path string) bool
		to   func(path string) bool
	}
	is := func(paths ...string) func(string) bool {
		return func(path string) bool { return slices.Contains(paths, path) }
	}
	arrows := []arrow{
		{
			why: "the protocol knows no screen, and the desk and the console need none",
			from: is("ringback/ciba", "ringback/ciba/generic", "ringback/ciba/mitid", "ringback/ciba/simulator",
				"ringback/storage/files", "ringback/storage/secrets", "ringback/storage/config",
				"ringback/storage/journal", "ringback/ui/desk", "ringback/ui/console", "ringback/ui/linebreak", "ringback/ui/handover",
				"ringback/ui/native", "ringback/ui/doctor",
				"ringback/assets"),
			to: isFyne,
		},
		{
			why: "the protocol knows no disk", from: is("ringback/ciba", "ringback/ciba/generic", "ringback/ciba/mitid"),
			to: func(path string) bool { return strings.HasPrefix(path, "ringback/storage") },
		},
		{why: "a provider that isn't MitID's has nothing of MitID", from: is("ringback/ciba/generic"), to: is("ringback/ciba/mitid")},
		{why: "the broker that tests the client must not mirror its mistakes", from: is("ringback/ciba/simulator"), to: isOurs},
		{
			why:  "everything but main builds without cgo, a display and the libraries of X",
			from: func(path string) bool { return path != "ringback" }, to: is("fyne.io/fyne/v2/app"),
		},
		{
			why:  "main hands the desk a way to start the simulator",
			from: is("ringback/ui/desk", "ringback/ui/console", "ringback/ui"), to: is("ringback/ciba/simulator"),
		},
	}
	all := rooms(t)
	for _, arrow := range arrows {
		found := false
		for _, room := range all {
			if !arrow.from(room.ImportPath) {
				continue
			}
			found = true
			for _, reached := range room.Deps {
				if arrow.to(reached) {
					t.Errorf("%s reaches %s: %s", room.ImportPath, reached, arrow.why)
				}
			}
		}
		if !found {
			t.Errorf("no package is at the beginning of the arrow: %s", arrow.why)
		}
	}
}

// TestConsoleBuildReachesNoFyne: with the tag console the program needs neither Fyne nor C.
func TestConsoleBuildReachesNoFyne(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", "console", "-f", "{{.ImportPath}} {{len .CgoFiles}}", "ringback")
	list.Env = append(list.Environ(), "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := strings.Split(strings.TrimSpace(string(out)), "\n")
	if !slices.Contains(packages, "ringback/ui/console 0") {
		t.Fatalf("the program has no console: %v", packages)
	}
	for _, line := range packages {
		path, files, _ := strings.Cut(line, " ")
		if isFyne(path) || path == "ringback/ui" || files != "0" {
			t.Errorf("the console build reaches %s, with %s files of C", path, files)
		}
	}
}

// TestOnlyMainReadsFlagsAndTheEnvironment, so that main has every switch of the program.
func TestOnlyMainReadsFlagsAndTheEnvironment(t *testing.T) {
	readers := []string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "syscall.Getenv", "syscall.Environ"}
	for _, room := range rooms(t) {
		if room.ImportPath == "ringback" {
			continue
		}
		for name, file := range room.sources(t) {
			for _, spec := range file.Imports {
				if spec.Path.Value == `"flag"` {
					t.Errorf("%s/%s imports flag", room.ImportPath, name)
				}
			}
			ast.Inspect(file, func(node ast.Node) bool {
				if selector, ok := node.(*ast.SelectorExpr); ok {
					if of, ok := selector.X.(*ast.Ident); ok && slices.Contains(readers, of.Name+"."+selector.Sel.Name) {
						t.Errorf("%s/%s calls %s.%s", room.ImportPath, name, of.Name, selector.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// TestEveryTextIsSaid: an unused text is translated for nothing. Keys that the program composes are
// recognized by their prefix.
func TestEveryTextIsSaid(t *testing.T) {
	said := make(map[string]bool)
	for _, room := range rooms(t) {
		for _, file := range room.sources(t) {
			ast.Inspect(file, func(node ast.Node) bool {
				if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, _ := strconv.Unquote(literal.Value)
					said[text] = true
				}
				return true
			})
		}
	}
	for _, key := range assets.Keys(assets.English) {
		found := said[key]
		for i := range key {
			found = found || key[i] == '.' && said[key[:i+1]]
		}
		if !found {
			t.Errorf("nobody says %s", key)
		}
	}
}
