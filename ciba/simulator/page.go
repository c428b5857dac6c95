package simulator

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/language"
)

// pageFiles are the page of the phones: markup, styles, script, texts and icons. None of it is
// loaded from the network.
//
//go:embed page
var pageFiles embed.FS

// pageType returns the content type of a file of the page other than the markup; "" for any other
// name.
func pageType(name string) string {
	switch name {
	case "page.css":
		return "text/css; charset=UTF-8"
	case "page.js":
		return "text/javascript; charset=UTF-8"
	case "words.json":
		return "application/json; charset=UTF-8"
	case "icon.svg", "arrow.svg":
		return "image/svg+xml"
	default:
		return ""
	}
}

// PhoneURL returns the URL of the phones for a browser. The control key is in the fragment, which a
// browser doesn't send: it is in no request and no log, and other programs on the machine don't see
// it.
func (s *Simulator) PhoneURL() string {
	return s.base.String() + pathPhone + "#" + url.Values{"key": {s.controlKey}}.Encode()
}

// servePage serves the page. The page contains nothing secret: without the key it can show nothing.
// servePage reports false for any other path, and unless Options.Page is set.
func (s *Simulator) servePage(w http.ResponseWriter, r *http.Request) bool {
	if !s.page || r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("Authorization") != "" {
		return false
	}
	name, kind := "index.html", "text/html; charset=UTF-8"
	if r.URL.Path != pathPhone {
		name = strings.TrimPrefix(r.URL.Path, pathPhone+"/")
		kind = pageType(name)
	}
	content, err := fs.ReadFile(pageFiles, "page/"+name)
	if kind == "" || err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if name == "index.html" {
		h.Set("Vary", "Accept-Language")
		content = []byte(strings.Replace(string(content), `lang="en"`, `lang="`+pageLanguage(r)+`"`, 1))
	}
	_, _ = w.Write(content) //nolint:gosec // Our own page; the language is one of its own. Who has gone away needn't be told.
	return true
}

// pageLanguages lists the languages of the page, the default first.
func pageLanguages() []string { return []string{"en", "da"} }

// pageLanguage returns the one of pageLanguages that the browser prefers.
func pageLanguage(r *http.Request) string {
	var tags []language.Tag
	for _, code := range pageLanguages() {
		tags = append(tags, language.Make(code))
	}
	_, i := language.MatchStrings(language.NewMatcher(tags), r.Header.Get("Accept-Language"))
	return pageLanguages()[i]
}
