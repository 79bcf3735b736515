// The instructions of PTX that inline assembly may have: each is a function of its operands in their order, with _ for the dots of its
// name. The arrangement of fragments is that of the PTX ISA, "Matrix Fragments for mma.m16n8k8" with .tf32 elements.
#pragma once

// What a matrix unit reads of a number: its sign, its exponent and ten bits more.
__forceinline__ float stand_in_tf32(unsigned bits) { return __uint_as_float(bits & 0xffffe000u); }

// Rounds to the nearest, and to the larger of two.
__forceinline__ void stand_in_cvt_rna_tf32_f32(unsigned &rounded, float a) { rounded = (__float_as_uint(a) + 0x1000u) & 0xffffe000u; }

inline void stand_in_mma_sync_aligned_m16n8k8_row_col_f32_tf32_tf32_f32(float &d0, float &d1, float &d2, float &d3, unsigned a0,
                                                                         unsigned a1, unsigned a2, unsigned a3, unsigned b0,
                                                                         unsigned b1, float c0, float c1, float c2, float c3) {
  // Barriers that a file counts itself begin at 0.
  constexpr int BARRIER = -1;
  const int lane = stand_in::stand_in_lane(), group = lane / 4, in_group = lane % 4;
  float d[2][2] = {{c0, c1}, {c2, c3}};
  for (int k = 0; k < 4; k++) {
    // Columns k and k + 4 of A, in the rows of this lane's group and eight below.
    const uint4 a = stand_in_from(BARRIER, STAND_IN_ALL_LANES, make_uint4(a0, a1, a2, a3), group * 4 + k);
    for (int column = 0; column < 2; column++) {
      const uint2 b = stand_in_from(BARRIER, STAND_IN_ALL_LANES, make_uint2(b0, b1), (in_group * 2 + column) * 4 + k);
      d[0][column] += stand_in_tf32(a.x) * stand_in_tf32(b.x) + stand_in_tf32(a.z) * stand_in_tf32(b.y);
      d[1][column] += stand_in_tf32(a.y) * stand_in_tf32(b.x) + stand_in_tf32(a.w) * stand_in_tf32(b.y);
    }
  }
  d0 = d[0][0], d1 = d[0][1], d2 = d[1][0], d3 = d[1][1];
}
