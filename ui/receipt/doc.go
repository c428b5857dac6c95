// Package receipt writes an outcome with its table of checks as a PDF of one page, for the case
// file.
//
// The package chooses what of an outcome belongs on paper, so that it can be shown before it is
// saved and personal fields can be left out, and draws that page. It must never contain a CPR
// number, a date of birth, a token, or a decision about an outcome, nor the person's UUID unless
// the operator wants it; nor Fyne, so the caller passes the bytes of two fonts.
package receipt
