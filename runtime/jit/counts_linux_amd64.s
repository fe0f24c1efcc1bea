#include "textflag.h"

// func addCounts(sum *int64, weight int64, counts *uint32, groups int) (total uint64)
TEXT ·addCounts(SB), NOSPLIT, $0-40
	MOVQ sum+0(FP), DI
	MOVQ counts+16(FP), SI
	MOVQ groups+24(FP), CX
	VPBROADCASTQ weight+8(FP), Y1
	VPSRLQ $32, Y1, Y2
	VPXOR Y0, Y0, Y0

four: // the lower 64 bits of weight times count, from those of its halves
	VPMOVZXDQ (SI), Y3
	VPMULUDQ Y1, Y3, Y4
	VPMULUDQ Y2, Y3, Y5
	VPSLLQ $32, Y5, Y5
	VPADDQ Y5, Y4, Y4
	VPADDQ (DI), Y4, Y4
	VMOVDQU Y4, (DI)
	VPADDQ Y3, Y0, Y0
	ADDQ $16, SI
	ADDQ $32, DI
	DECQ CX
	JNZ  four
	VEXTRACTI128 $1, Y0, X1
	VPADDQ X1, X0, X0
	VPSRLDQ $8, X0, X1
	VPADDQ X1, X0, X0
	VMOVQ X0, AX
	VZEROUPPER
	MOVQ AX, total+32(FP)
	RET

// func fetch(from unsafe.Pointer, bytes int)
TEXT ·fetch(SB), NOSPLIT, $0-16
	MOVQ from+0(FP), SI
	MOVQ bytes+8(FP), CX
	ADDQ SI, CX
	DECQ CX

line:
	PREFETCHT0 (SI)
	ADDQ $64, SI
	CMPQ SI, CX
	JB   line
	PREFETCHT0 (CX)
	RET
