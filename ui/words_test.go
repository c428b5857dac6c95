package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestEveryKeyHasATextInEveryLanguage reads the sources: a literal that begins like a key of the
// translations must be one.
func TestEveryKeyHasATextInEveryLanguage(t *testing.T) {
	looksLikeKey := regexp.MustCompile(`^[a-z_]+(\.[A-Za-z0-9_-]+)+$`)
	var all []words
	for _, language := range assets.Languages() {
		all = append(all, load(t, language))
	}
	tables := map[string]bool{}
	for _, key := range assets.Keys(assets.English) {
		table, _, _ := strings.Cut(key, ".")
		tables[table] = true
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			key, err := strconv.Unquote(literal.Value)
			table, _, _ := strings.Cut(key, ".")
			if err != nil || !looksLikeKey.MatchString(key) || !tables[table] {
				return true
			}
			found++
			for _, say := range all {
				if !say.Has(key) {
					t.Errorf("%s: there is no text %q in %s", name, key, say.Language())
				}
			}
			return true
		})
	}
	if found < 100 {
		t.Errorf("only %d keys were found: the test sees too little", found)
	}
}

func load(t *testing.T, language assets.Language) words {
	t.Helper()
	loaded, err := assets.Load(language)
	if err != nil {
		t.Fatal(err)
	}
	return words{loaded}
}

func TestTextsInTexts(t *testing.T) {
	say := load(t, assets.English)
	got := say.say(desk.Say("course.ended", "Word", desk.Say("outcome.refused.word")))
	if want := "Ended: Refused"; got != want {
		t.Errorf("a text in a text says %q, want %q", got, want)
	}
	if got := say.say(desk.Text{}); got != "" {
		t.Errorf("nothing says %q", got)
	}
}

func TestWordsOfNewIds(t *testing.T) {
	say := load(t, assets.Danish)
	if got := say.orRaw("scenario.", "something-new", ".name"); got != "something-new" {
		t.Errorf("an id without words says %q, want the id", got)
	}
	if got := say.environment(desk.Environment{ID: "nordby", Name: "Nordby, test"}); got != "Nordby, test" {
		t.Errorf("an environment of one's own is called %q", got)
	}
}

func TestFynesOwnWordsFollowTheLanguage(t *testing.T) {
	english := string(englishFyneWords())
	for _, want := range []string{`"Save":"Save"`, `"file.name":"Name"`} {
		if !strings.Contains(english, want) {
			t.Errorf("Fyne's English words lack %s", want)
		}
	}
	if strings.Contains(english, "monday") {
		t.Error("a name of a word is taken for the word")
	}
}
