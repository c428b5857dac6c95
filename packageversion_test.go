//go:build console && linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a git clone of a test, with the script that names versions.
type repository struct {
	t      *testing.T
	folder string
}

func newRepository(t *testing.T, version string) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("this needs git")
	}
	r := repository{t, t.TempDir()}
	script, err := os.ReadFile(filepath.Join(".build", "version"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(r.folder, "version"), script, 0o700))
	r.plan(version)
	r.run("git", "init", "-q")
	r.commit()
	return r
}

// run runs a command in the clone, whatever the user's git is configured to do, and returns what it
// prints.
func (r repository) run(name string, args ...string) string {
	r.t.Helper()
	c := exec.CommandContext(r.t.Context(), name, args...)
	c.Dir = r.folder
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "TZ=Asia/Tokyo",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a",
		"GIT_AUTHOR_DATE=1795979574 +0900", "GIT_COMMITTER_DATE=1795979574 +0900")
	out, err := c.CombinedOutput()
	if err != nil {
		r.t.Fatalf("%s %v: %v, %s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r repository) plan(version string) {
	r.t.Helper()
	must(r.t, os.WriteFile(filepath.Join(r.folder, "FyneApp.toml"), []byte("Name = \"Ringback\"\nVersion = \""+version+"\"\n"), 0o600))
}

func (r repository) commit() {
	r.t.Helper()
	r.run("git", "add", "-A")
	r.run("git", "commit", "-q", "--allow-empty", "-m", "x")
}

// says reports a version that isn't what is wanted; COMMIT stands for the commit's first digits.
func (r repository) says(want, msi string) string {
	r.t.Helper()
	want = strings.ReplaceAll(want, "COMMIT", "20261129191254."+r.run("git", "rev-parse", "HEAD")[:7])
	got := r.run("./version")
	if numbers := r.run("./version", "msi"); got != want || numbers != msi {
		r.t.Errorf("the version is %s and %s, not %s and %s", got, numbers, want, msi)
	}
	return got
}

// TestPackageVersions: a snapshot is older than the release that follows, and newer than the one
// before, for every kind of package.
func TestPackageVersions(t *testing.T) {
	t.Parallel()
	r := newRepository(t, "0.1.0")
	order := []string{r.says("0.1.0~dev.COMMIT", "0.0.64001")}
	r.commit()
	r.says("0.1.0~dev.COMMIT", "0.0.64002")
	r.run("git", "tag", "v0.1.0")
	r.run("git", "tag", "v0.2.0-rc.1") // not a release
	r.run("git", "tag", "0.3.0")       // nor is this
	order = append(order, r.says("0.1.0", "0.1.0"))
	must(t, os.WriteFile(filepath.Join(r.folder, "new.go"), nil, 0o600))
	order = append(order, r.says("0.1.1~dev.COMMIT.dirty", "0.1.1"))
	r.commit()
	r.commit()
	r.commit()
	r.says("0.1.1~dev.COMMIT", "0.1.3")
	r.run("git", "tag", "-a", "-m", "x", "v0.1.1")
	order = append(order, r.says("0.1.1", "0.1.1000"))
	r.plan("0.10.0")
	r.commit()
	order = append(order, r.says("0.10.0~dev.COMMIT", "0.9.64001"))
	r.run("git", "tag", "v0.9.0")
	r.run("git", "tag", "v0.10.0")
	order = append(order, r.says("0.10.0", "0.10.0"))
	if epoch := r.run("./version", "epoch"); epoch != "1795979574" {
		t.Errorf("the commit's time is %s", epoch)
	}
	if _, err := exec.LookPath("dpkg"); err != nil {
		return
	}
	for i, older := range order[:len(order)-1] {
		r.run("dpkg", "--compare-versions", older, "lt", order[i+1])
	}
}

// TestAVersionNeedsAClone: an unpacked archive doesn't say which version it is.
func TestAVersionNeedsAClone(t *testing.T) {
	t.Parallel()
	r := newRepository(t, "0.1.0")
	must(t, os.RemoveAll(filepath.Join(r.folder, ".git")))
	c := exec.CommandContext(t.Context(), "./version")
	c.Dir = r.folder
	c.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(r.folder))
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "isn't a git clone") {
		t.Errorf("%v, %s", err, out)
	}
}
