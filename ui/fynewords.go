package ui

import (
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"ringback/assets"
)

// sayFyneWords makes Fyne's own words (its file dialog, the menu of an entry) follow the current
// language. Fyne has no setting for the language and looks up texts in the system's, so they are
// registered under that.
func sayFyneWords(language assets.Language) {
	content := assets.FyneWords(language)
	if content == nil {
		content = englishFyneWords()
	}
	if err := lang.AddTranslationsForLocale(content, lang.SystemLocale()); err != nil {
		fyne.LogError("Fyne's own words stay as they are", err)
	}
}

// englishFyneWords undoes a translation. Fyne's keys are the English words themselves, except for a
// few names.
func englishFyneWords() []byte {
	var translated map[string]any
	if err := json.Unmarshal(assets.FyneWords(assets.Danish), &translated); err != nil {
		return []byte("{}")
	}
	named := map[string]string{"file.name": "Name", "file.parent": "Parent"}
	english := make(map[string]string, len(translated))
	for key, value := range translated {
		if name, ok := named[key]; ok {
			english[key] = name
		} else if _, isWord := value.(string); isWord && (isFyneWord(key) || slices.Contains(fileWords(), key)) {
			english[key] = key
		}
	}
	content, err := json.Marshal(english)
	if err != nil {
		return []byte("{}")
	}
	return content
}

// isFyneWord distinguishes words ("Save") from names of words ("monday.short"): words begin with a
// capital.
func isFyneWord(key string) bool {
	return key != "" && key[0] >= 'A' && key[0] <= 'Z'
}
