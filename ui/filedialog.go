package ui

import (
	"io"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// fileAsk asks for a file with Fyne's own dialog, one at a time. It has a key table of its own, in
// place of that of what lies below it.
type fileAsk struct {
	dialog *dialog.FileDialog // nil while none is open
}

// The size at which file names are fully readable, even in the smallest window. By default Fyne's
// dialog has room for three tiles with half a name on each.
const fileAskWidth, fileAskHeight = 760, 460

// show opens a dialog in a window. keys is the table that is off meanwhile.
func (a *fileAsk) show(w *Window, keys *kit.Keys, ask *dialog.FileDialog) {
	if a.dialog != nil {
		return
	}
	own := kit.NewKeys()
	takeBack := keys.Lend(own)
	giveBack := keys.SetAside(w.window.Canvas())
	a.dialog = ask
	ask.SetOnClosed(func() {
		a.dialog = nil
		takeBack()
		giveBack()
	})
	ask.SetView(dialog.ListView)
	ask.Show()
	ask.Resize(fyne.NewSize(dp(fileAskWidth), dp(fileAskHeight))) // before it is shown Fyne can't
	sayFileWords(w.window.Canvas())
	newFileKeys(w.window.Canvas(), own, ask).bind()
}

// saveAs asks where to save a file, and proposes name. With an ending, only files with that ending
// are listed. failed says that the place can't be used.
func (a *fileAsk) saveAs(w *Window, keys *kit.Keys, name, ending string, failed func(error) desk.Text, save func(to fyne.URIWriteCloser)) {
	ask := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			w.tell(failed(err), true)
		case to != nil:
			save(&privateFile{URIWriteCloser: to})
		}
	}, w.window)
	ask.SetFileName(name)
	if ending != "" {
		ask.SetFilter(storage.NewExtensionFileFilter([]string{ending}))
	}
	a.show(w, keys, ask)
}

// privateFile makes a saved file readable by its owner only, as the console does: Fyne opens a file
// with the system's default permissions. It changes them with the first write, off Fyne's
// goroutine. On a file system without permissions that fails, and the file is saved all the same.
type privateFile struct {
	fyne.URIWriteCloser
	kept bool
}

func (p *privateFile) Write(content []byte) (int, error) {
	if file, ok := p.URIWriteCloser.(interface{ Chmod(mode os.FileMode) error }); ok && !p.kept {
		_ = file.Chmod(0o600)
	}
	p.kept = true
	return p.URIWriteCloser.Write(content)
}

// write writes a file and reports the result to saved. It doesn't run on Fyne's goroutine, because
// the place may be a slow network drive.
func (w *Window) write(to fyne.URIWriteCloser, write func(io.WriteCloser) error, saved func(name string, err error)) {
	w.inBackground(func() {
		err := write(to)
		w.do(func() {
			if !w.gone.Load() {
				saved(to.URI().Name(), err)
			}
		})
	})
}

// closed closes what was written to. It returns err if that isn't nil, else the error of closing.
func closed(to io.Closer, err error) error {
	if closing := to.Close(); err == nil {
		err = closing
	}
	return err
}
