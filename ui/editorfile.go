package ui

import (
	"io"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// editorFileDesk is what importing and exporting environments needs of the desk.
type editorFileDesk interface {
	ReadImport(from io.ReadCloser, name string) // closes what it was given
	PickImport(id string, take bool)
	TakeImport()
	DropImport()
	ExportEnvironments(ids []string, to io.WriteCloser) // closes what it was given
}

// editorTaking asks which environments of a file to import.
type editorTaking struct {
	e      *editor
	shown  string // the file that the rows were made for
	boxes  map[string]*kit.Check
	column *fyne.Container
}

func newEditorTaking(e *editor) *editorTaking { return &editorTaking{e: e, column: kit.NewColumn(12)} }

func (t *editorTaking) draw(v *desk.Editor) {
	in := v.Import
	if in == nil {
		t.shown = ""
		return
	}
	if made := madeOf(in); t.shown != made {
		t.shown, t.boxes = made, map[string]*kit.Check{}
		t.column.Objects = t.rows(in)
	}
	for _, row := range in.Rows {
		t.boxes[row.ID].SetChecked(row.Take)
		enable(t.boxes[row.ID], !v.Busy && !row.Barred)
	}
	settle(t.column)
}

// madeOf returns a key that differs for different imports.
func madeOf(in *desk.EditorImport) string {
	var b strings.Builder
	b.WriteString(in.File)
	for _, row := range in.Rows {
		b.WriteString("\n" + row.ID + " " + row.Issuer)
		for _, r := range row.Environment.Recipients {
			b.WriteString(" " + strings.Join(r.Addresses, " "))
		}
	}
	return b.String()
}

// rows returns for each environment the hosts that it uses.
func (t *editorTaking) rows(in *desk.EditorImport) []fyne.CanvasObject {
	w, keys := t.e.w, t.e.dialog.Keys()
	say := w.words
	var all []fyne.CanvasObject
	for _, row := range in.Rows {
		box := kit.NewCheck(keys, say.environment(row.Environment), func(take bool) { t.e.desk.PickImport(row.ID, take) })
		t.boxes[row.ID] = box
		lines := kit.NewColumn(2, kit.NewText(row.Issuer, kit.Style{Mono: true, Size: kit.SizeRow, Fit: kit.Wrapped}))
		lines.Add(kit.NewInset(2, 0, 4, 0, recipientRows(say, row.Environment.Recipients)))
		for _, address := range row.Appswitch {
			lines.Add(kit.NewText(say.get("editor.import_appswitch", "Address", address), kit.Style{Size: kit.SizeSmall, Color: kit.ColorProblem, Fit: kit.Wrapped}))
		}
		lines.Add(kit.NewCaption(say.get("editor.import_identity", "ID", row.ID, "ClientID", row.ClientID)))
		if row.Barred {
			lines.Add(kit.NewText(say.get("editor.import_barred"), kit.Style{Size: kit.SizeSmall, Color: kit.ColorProblem, Fit: kit.Wrapped}))
		} else if row.Exists {
			lines.Add(kit.NewText(say.get("editor.import_exists"), kit.Style{Size: kit.SizeSmall, Color: kit.ColorProblem, Fit: kit.Wrapped}))
		}
		badge := kit.NewBadge(say.badge(row.Environment.Badge), string(row.Environment.Badge))
		all = append(all, kit.NewLine(), kit.NewColumn(2, kit.NewStretchRow(12, 0, box, badge), kit.NewInset(0, 0, 0, 26, lines)))
	}
	return all
}

func (t *editorTaking) picked() bool {
	for _, row := range t.e.view.Import.Rows {
		if row.Take {
			return true
		}
	}
	return false
}

// away returns the label of the button that leaves the import: “Close” where nothing can be
// imported.
func (t *editorTaking) away() string {
	if len(t.e.view.Import.Problems) > 0 {
		return "window.back"
	}
	return "editor.button.drop"
}

func (t *editorTaking) page() (title string, content []fyne.CanvasObject, buttons []string) {
	say, in := t.e.w.words, t.e.view.Import
	title = heading(say.get("editor.button.import")) + " · " + in.File
	if len(in.Problems) == 0 {
		return title, []fyne.CanvasObject{kit.NewSoft(say.get("editor.import_question")), t.column, t.e.said}, []string{"drop", "take"}
	}
	content = append(content, kit.NewText(say.get("editor.import_broken", "File", in.File), kit.Style{Bold: true, Fit: kit.Wrapped}))
	for _, one := range in.Problems {
		content = append(content, withSymbol("alert", kit.ColorProblem, kit.NewText(say.say(one), kit.Style{Fit: kit.Wrapped})))
	}
	if in.More > 0 {
		content = append(content, kit.NewSoft(say.get("editor.import_more", "Count", in.More)))
	}
	return title, content, []string{"drop"}
}

// editorExporting asks which environments to export.
type editorExporting struct {
	e     *editor
	boxes map[string]*kit.Check
	shown string
	list  *fyne.Container
}

func newEditorExporting(e *editor) *editorExporting {
	return &editorExporting{e: e, list: kit.NewColumn(6)}
}

func (x *editorExporting) draw(*desk.Editor) {
	say := x.e.w.words
	var names strings.Builder
	own := x.e.own()
	for _, one := range own {
		names.WriteString(one.ID + "\n" + one.Name + "\n")
	}
	if x.shown == names.String() {
		return
	}
	x.shown, x.boxes, x.list.Objects = names.String(), map[string]*kit.Check{}, nil
	for _, one := range own {
		box := kit.NewCheck(x.e.dialog.Keys(), say.environment(one), func(bool) { x.e.lay() })
		box.SetChecked(true)
		x.boxes[one.ID] = box
		x.list.Add(box)
	}
}

// ids returns the ids of the ticked environments.
func (x *editorExporting) ids() []string {
	var ids []string
	for _, one := range x.e.own() {
		if box := x.boxes[one.ID]; box != nil && box.Checked() {
			ids = append(ids, one.ID)
		}
	}
	return ids
}

func (x *editorExporting) content() []fyne.CanvasObject {
	return []fyne.CanvasObject{kit.NewSoft(x.e.w.words.get("editor.export_note")), x.list, x.e.said}
}
