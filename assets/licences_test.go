package assets

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLicences holds the embedded licences against the modules that the program is built from, as
// the module cache has them. After a change: go test ./assets -run TestLicences -args -- -goldens.
func TestLicences(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("this needs Go")
	}
	want := licenceText(t)
	if slices.Contains(flag.Args(), "-goldens") {
		var packed bytes.Buffer
		to, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		_, _ = to.Write([]byte(want))
		_ = to.Close()
		if err := os.WriteFile("licences.txt.gz", packed.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := unpack(licences)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Error("the licences aren't those of the modules in go.mod; write them with: go test ./assets -run TestLicences -args -- -goldens")
	}
}

// TestEveryModuleHasItsLicence reads the licences as About does.
func TestEveryModuleHasItsLicence(t *testing.T) {
	all, err := Licences()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 || all[0].Module != "Go" {
		t.Fatalf("%d licences, the first of %q", len(all), all[0].Module)
	}
	for _, one := range all {
		if len(one.Text) < 200 || (one.Version == "") != (one.Module == "Go") {
			t.Errorf("%s %s has a licence of %d characters", one.Module, one.Version, len(one.Text))
		}
	}
}

// licenceText is what the embedded file should hold.
func licenceText(t *testing.T) string {
	var b strings.Builder
	b.WriteString("Ringback is built from the following modules, each under its own licence.\n")
	root := strings.TrimSpace(command(t, nil, "go", "env", "GOROOT"))
	writeLicence(t, &b, "Go", root, []string{"LICENSE", "PATENTS"})
	var modules []string
	for _, system := range []string{"linux", "windows", "darwin"} {
		env := append(os.Environ(), "GOOS="+system, "CGO_ENABLED=1", "GOFLAGS=")
		list := command(t, env, "go", "list", "-deps", "-tags", "accessibility", "-f",
			"{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "..")
		modules = append(modules, strings.Split(strings.TrimSpace(list), "\n")...)
	}
	slices.Sort(modules)
	for _, module := range slices.Compact(modules) {
		name, folder, _ := strings.Cut(module, "\t")
		writeLicence(t, &b, name, folder, licenceFiles(t, folder))
	}
	return b.String()
}

// writeLicence writes the files of one module below a heading.
func writeLicence(t *testing.T, b *strings.Builder, name, folder string, files []string) {
	if len(files) == 0 {
		t.Errorf("%s has no licence", name)
	}
	b.WriteString(licenceHead + name + "\n")
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n" + filepath.ToSlash(file) + ":\n\n")
		b.WriteString(strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) + "\n")
	}
}

// licenceFiles lists a module's licences: its own, and those of fonts and C code in it.
func licenceFiles(t *testing.T, folder string) []string {
	named := regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|ofl)([-_.].*)?$`)
	var found []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == "cmd") {
			return filepath.SkipDir
		}
		if !entry.IsDir() && named.MatchString(entry.Name()) {
			inside, _ := filepath.Rel(folder, path)
			found = append(found, inside)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func command(t *testing.T, env []string, name string, args ...string) string {
	c := exec.Command(name, args...)
	c.Env, c.Stderr = env, os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	return string(out)
}
