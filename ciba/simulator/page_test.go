package simulator

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func (b *broker) browse(path, languages string) answer {
	request := httptest.NewRequest(http.MethodGet, baseURL+path, nil)
	request.Header.Set("Accept-Language", languages)
	return b.send(request)
}

func TestPage(t *testing.T) {
	b := newBroker(t, Options{Page: true})
	for path, kind := range map[string]string{
		"/phone": "text/html", "/phone/page.css": "text/css", "/phone/page.js": "text/javascript",
		"/phone/words.json": "application/json", "/phone/icon.svg": "image/svg+xml", "/phone/arrow.svg": "image/svg+xml",
	} {
		a := b.browse(path, "")
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d, %s", path, a.status, a.header.Get("Content-Type"))
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Set-Cookie": "",
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
				"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if strings.Contains(a.body, b.ControlKey()) {
			t.Errorf("%s holds the key", path)
		}
	}
	for _, path := range []string{"/phone/", "/phone/index.html", "/phone/none.js", "/phone/../phone/page.js", "/phoney", "/phone/page", "/page/page.js"} {
		if a := b.browse(path, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// TestAWrongKeyGetsNoPage: a request with a key is for the prompts, and must learn that the key is
// wrong.
func TestAWrongKeyGetsNoPage(t *testing.T) {
	b := newBroker(t, Options{Page: true})
	if a := b.control(http.MethodGet, "/phone", "Bearer wrong", ""); a.status != http.StatusNotFound {
		t.Errorf("%d %.60s", a.status, a.body)
	}
}

func TestNoPageUnlessAskedFor(t *testing.T) {
	b := newBroker(t, Options{})
	for _, path := range []string{"/phone", "/phone/page.js"} {
		if a := b.browse(path, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestPageSpeaksTheReadersLanguage(t *testing.T) {
	b := newBroker(t, Options{Page: true})
	for languages, want := range map[string]string{
		"": "en", "da": "da", "da-DK,da;q=0.9,en;q=0.8": "da", "en-GB,en;q=0.9,da;q=0.8": "en", "de": "en", "nonsense;;": "en", "de,da;q=0.5": "da",
	} {
		if a := b.browse("/phone", languages); !strings.Contains(a.body, `<html lang="`+want+`">`) {
			t.Errorf("%q gets %.60s, want %s", languages, a.body, want)
		}
	}
}

// TestNothingComesFromElsewhere: the policy would block it, and part of the page would be missing.
func TestNothingComesFromElsewhere(t *testing.T) {
	err := fs.WalkDir(pageFiles, "page", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(pageFiles, path)
		if err != nil {
			return err
		}
		text := strings.ReplaceAll(string(content), `xmlns="http://www.w3.org/2000/svg"`, "")
		for _, foreign := range []string{"http:", "https:", "style=", "onclick", "innerHTML", "localStorage", "document.cookie", "<script>", "<style"} {
			if strings.Contains(text, foreign) {
				t.Errorf("%s contains %s", path, foreign)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// pageWords returns the texts of the page by language.
func pageWords(t *testing.T) map[string]struct {
	Texts     map[string]string    `json:"texts"`
	Scenarios map[string][2]string `json:"scenarios"`
} {
	t.Helper()
	content, err := fs.ReadFile(pageFiles, "page/words.json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]struct {
		Texts     map[string]string    `json:"texts"`
		Scenarios map[string][2]string `json:"scenarios"`
	}
	if err := json.Unmarshal(content, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

func TestPageHasItsWords(t *testing.T) {
	wanted := []string{"title"}
	for _, state := range []string{StateShown, StateApproved, StateRefused, StateExpired, StateCancelled, StateFailed} {
		wanted = append(wanted, "state."+state)
	}
	for _, match := range []string{MatchSame, MatchOther, MatchRefused} {
		wanted = append(wanted, "match."+match)
	}
	for _, info := range Catalogue() {
		wanted = append(wanted, "group."+info.Group)
	}
	used := regexp.MustCompile(`(?:say|fail)\("([a-z.]+)"|data-text="([a-z.]+)"|\? say\("([a-z.]+)"`)
	for _, file := range []string{"page/page.js", "page/index.html"} {
		content, err := fs.ReadFile(pageFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range used.FindAllStringSubmatch(string(content), -1) {
			if key := found[1] + found[2] + found[3]; !strings.HasSuffix(key, ".") {
				wanted = append(wanted, key)
			}
		}
	}
	words := pageWords(t)
	index, err := fs.ReadFile(pageFiles, "page/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range pageLanguages() {
		if len(words[language].Texts) == 0 || !strings.Contains(string(index), `data-language="`+language+`"`) {
			t.Errorf("%s has no words, or no button", language)
		}
	}
	if buttons := strings.Count(string(index), "data-language="); len(words) != len(pageLanguages()) || buttons != len(words) {
		t.Errorf("there are words in %d languages and %d buttons, for %v", len(words), buttons, pageLanguages())
	}
	for language, all := range words {
		for _, key := range wanted {
			if all.Texts[key] == "" {
				t.Errorf("%s: %s is missing", language, key)
			}
		}
		for key := range all.Texts {
			if !slices.Contains(wanted, key) {
				t.Errorf("%s: %s is never said", language, key)
			}
		}
		for _, info := range Catalogue() {
			if said := all.Scenarios[string(info.Name)]; said[0] == "" || said[1] == "" {
				t.Errorf("%s: the scenario %s has no words", language, info.Name)
			}
		}
		if len(all.Scenarios) != len(Catalogue()) {
			t.Errorf("%s: words for scenarios that don't exist", language)
		}
	}
}

func TestPhoneURL(t *testing.T) {
	b := newBroker(t, Options{ControlKey: "a key/with +&#"})
	u, err := url.Parse(b.PhoneURL())
	if err != nil {
		t.Fatal(err)
	}
	values, err := url.ParseQuery(u.EscapedFragment())
	if err != nil || values.Get("key") != b.ControlKey() || u.Path != "/phone" || u.RawQuery != "" {
		t.Errorf("%s: %v", b.PhoneURL(), err)
	}
}
