package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// editorTopic is a section of the form that few change, folded.
type editorTopic struct {
	section string
	content *fyne.Container
	fold    *kit.Fold
	root    *fyne.Container
}

// topic returns a topic of the form, and makes it the first time.
func (f *editorForm) topic(section string) *editorTopic {
	if at := slices.IndexFunc(f.topics, func(t *editorTopic) bool { return t.section == section }); at >= 0 {
		return f.topics[at]
	}
	t := &editorTopic{section: section, content: kit.NewColumn(14)}
	t.fold = kit.NewFold(f.e.dialog.Keys(), "", t.content, func(bool) {
		settle(f.column)
		f.e.dialog.Refresh()
	})
	t.root = kit.NewFolded(t.fold)
	f.topics = append(f.topics, t)
	return t
}

// draw says how much of the topic is filled in. A problem isn't left folded.
func (t *editorTopic) draw(say words, fields []desk.EditorField) {
	filled := 0
	for _, key := range fields {
		if key.Section != t.section {
			continue
		}
		if key.Value != "" {
			filled++
		}
		if !key.Problem.IsZero() {
			t.fold.SetOpen(true)
		}
	}
	label := say.get("editor.section." + t.section)
	if filled > 0 {
		label += " · " + say.get("editor.filled", "Count", filled)
	}
	t.fold.SetLabel(label)
}

// unfold opens every topic.
func (f *editorForm) unfold() {
	for _, t := range f.topics {
		t.fold.SetOpen(true)
	}
	settle(f.column)
	f.e.dialog.Refresh()
}
