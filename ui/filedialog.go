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

// fileAsk asks for a file, with Fyne's own dialog, one at a time. That has keys of its own, so
// those of what lies below it are off.
type fileAsk struct {
	dialog *dialog.FileDialog // nil while none is open
}

// The size that names of files are read whole in, in the smallest window too. Left alone Fyne's
// dialog has room for three tiles with half a name on each.
const fileAskWidth, fileAskHeight = 760, 460

// show opens a dialog in a window, above what has these keys.
func (a *fileAsk) show(w *Window, keys *kit.Keys, ask *dialog.FileDialog) {
	if a.dialog != nil {
		return
	}
	keys.Suspend()
	a.dialog = ask
	ask.SetOnClosed(func() {
		a.dialog = nil
		keys.Resume()
	})
	ask.SetView(dialog.ListView)
	ask.Show()
	ask.Resize(fyne.NewSize(fileAskWidth, fileAskHeight)) // before it shows Fyne can't
	sayFileWords(w.window.Canvas())
}

// saveAs asks where to save something that is called so at first; with an ending only files that
// have it are shown. failed says that the place can't be used.
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

// privateFile keeps what is saved from others on this machine, as the console does: Fyne opens a
// file with the rights that the system gives to every new one. It does so with the first bytes, off
// Fyne's goroutine. A file system that knows no rights refuses, and keeps nobody from saving.
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

// write writes a file and tells how that went. It leaves Fyne's goroutine: the place may be a slow
// network drive.
func (w *Window) write(to fyne.URIWriteCloser, write func(io.WriteCloser) error, saved func(name string, err error)) {
	go func() {
		err := write(to)
		w.do(func() {
			if !w.gone.Load() {
				saved(to.URI().Name(), err)
			}
		})
	}()
}

// closed closes what was written to. What went wrong first counts.
func closed(to io.Closer, err error) error {
	if closing := to.Close(); err == nil {
		err = closing
	}
	return err
}
