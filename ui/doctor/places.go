package doctor

import (
	"path/filepath"
	"slices"
	"strings"

	"ringback/ui/desk"
)

// Places are folders that say whose they are, and the names that stand for them in what is said.
type Places struct {
	Folders []Place
	// Account is the user's. Where it is a part of another path, it is left out.
	Account string
	// AnyCase: paths that differ only in case are the same.
	AnyCase bool
}

// Place is a folder and the name that stands for it.
type Place struct{ Name, Folder string }

// hide returns a text whose values have no path in them that says whose it is.
func (p Places) hide(text desk.Text) desk.Text {
	if len(text.Args) == 0 {
		return text
	}
	hidden := desk.Text{Key: text.Key, Args: make(map[string]any, len(text.Args))}
	for name, value := range text.Args {
		switch v := value.(type) {
		case string:
			value = p.In(v)
		case desk.Text:
			value = p.hide(v)
		}
		hidden.Args[name] = value
	}
	return hidden
}

// In returns a string in which names stand for the folders.
func (p Places) In(text string) string {
	all := slices.Clone(p.Folders)
	// The longest first: a folder may be inside another.
	slices.SortStableFunc(all, func(a, b Place) int { return len(b.Folder) - len(a.Folder) })
	for _, place := range all {
		for _, folder := range []string{place.Folder, filepath.Clean(place.Folder)} { // as it is given, and as the paths of files are
			folder = strings.TrimRight(folder, `/\`)
			if folder == "" || folder == "." || strings.HasSuffix(folder, ":") {
				continue // the root of a disk is nobody's
			}
			text = p.replace(text, folder, place.Name)
		}
	}
	if p.Account != "" {
		for _, separator := range []string{"/", `\`} {
			text = p.replace(text, separator+p.Account, separator+"…")
		}
	}
	return text
}

// replace replaces a path, where it is whole: at an end, or before a separator.
func (p Places) replace(text, path, name string) string {
	where := text
	if p.AnyCase {
		// Only as long as it stays as long: some letters grow.
		if lower := strings.ToLower(text); len(lower) == len(text) {
			where, path = lower, strings.ToLower(path)
		}
	}
	var b strings.Builder
	from := 0
	for {
		at := strings.Index(where[from:], path)
		if at < 0 {
			return b.String() + text[from:]
		}
		at += from
		end := at + len(path)
		b.WriteString(text[from:at])
		if end == len(text) || strings.ContainsRune(`/\"',;:) `, rune(text[end])) {
			b.WriteString(name)
		} else {
			b.WriteString(text[at:end])
		}
		from = end
	}
}
