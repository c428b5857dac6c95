//go:build realparts && linux

package ui_test

import (
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tellsNothing checks that nothing confidential is in what the program wrote: its output, its
// titles, its home.
func (p *program) tellsNothing(confidential ...string) {
	p.t.Helper()
	places := map[string]string{"output": p.output.String()}
	for title := range p.titles {
		places["title "+title] = title
	}
	for _, path := range p.files() {
		content, err := os.ReadFile(filepath.Join(p.home, path))
		if err != nil {
			p.t.Fatal(err)
		}
		places["file "+path] = path + string(content)
	}
	for place, content := range places {
		for _, one := range confidential {
			if found := disguised(content, one); found != "" {
				p.t.Errorf("%s holds %q as %q", place, one, found)
			}
		}
	}
}

// disguised finds a text in another, plain or encoded, and returns how.
func disguised(in, text string) string {
	folded := strings.ToLower(in)
	for _, plain := range []string{text, strings.ReplaceAll(text, "-", ""), url.QueryEscape(text), url.PathEscape(text), hex.EncodeToString([]byte(text))} {
		if strings.Contains(folded, strings.ToLower(plain)) {
			return plain
		}
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 {
			if coded := inBase64(encoding, text, shift); len(coded) > 3 && strings.Contains(in, coded) {
				return coded
			}
		}
	}
	return ""
}

// inBase64 returns the characters of a text's Base64 that don't depend on its neighbours, where the
// text begins shift bytes into a group of three.
func inBase64(encoding *base64.Encoding, text string, shift int) string {
	coded := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
	first := (shift*8 + 5) / 6
	last := (shift + len(text)) * 8 / 6
	return coded[first:last]
}

// TestDisguised checks the search that the other tests use.
func TestDisguised(t *testing.T) {
	const secret = "s3cret+/=ø"
	for _, c := range []string{
		secret, "x" + strings.ToUpper(secret), url.QueryEscape(secret), hex.EncodeToString([]byte("ab" + secret)),
		base64.StdEncoding.EncodeToString([]byte("a" + secret + "b")), base64.URLEncoding.EncodeToString([]byte("ab:" + secret)),
		base64.StdEncoding.EncodeToString([]byte("id:" + secret)), base64.StdEncoding.EncodeToString([]byte(secret)),
	} {
		if disguised(c, secret) == "" {
			t.Errorf("not found in %q", c)
		}
	}
	if found := disguised("another text, long enough to hold something like it", secret); found != "" {
		t.Errorf("found as %q", found)
	}
}

// files returns the files in the home, without sockets and the like.
func (s *screen) files() []string {
	s.t.Helper()
	var all []string
	err := fs.WalkDir(os.DirFS(s.home), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// leftLog is the log of a run outside the demo, or of one that failed.
const leftLog = `^\.local/share/ringback/logs/[0-9TZ.]+-\d+\.log$`

// leavesOnly checks that every file in the home matches one of the patterns.
func (s *screen) leavesOnly(patterns ...string) {
	s.t.Helper()
	files := s.files()
	for _, path := range files {
		if !slices.ContainsFunc(patterns, func(pattern string) bool { return regexp.MustCompile(pattern).MatchString(path) }) {
			s.t.Errorf("left behind: %s", path)
		}
	}
	s.t.Logf("files in the home: %v", files)
}
