// C = A·B with a block of ROWS × COLUMNS elements per work-item, held in registers: every number that is read is used ROWS or
// COLUMNS times. Neighbouring work-items take neighbouring columns, so that reads of B and writes of C are contiguous.
//
// tilewright:arguments A, B, C, M, N, K
// tilewright:tunable ROWS 1,2,4,8
// tilewright:tunable COLUMNS 1,2,4,8
// tilewright:tunable GROUP_X 8,16,32,64
// tilewright:tunable GROUP_Y 1,2,4
// tilewright:tunable UNROLL 1,2,4
// tilewright:constraint M % (ROWS * GROUP_Y) == 0
// tilewright:constraint N % (COLUMNS * GROUP_X) == 0
// tilewright:constraint K % UNROLL == 0
// tilewright:constraint ROWS * COLUMNS <= 32
// tilewright:launch global=[N / COLUMNS, M / ROWS] local=[GROUP_X, GROUP_Y]

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1)))
void matmul(__global const float *restrict A, __global const float *restrict B, __global float *restrict C,
            int M, int N, int K)
{
    const int column = get_group_id(0) * GROUP_X * COLUMNS + get_local_id(0);
    const int row = get_global_id(1) * ROWS;

    float sum[ROWS][COLUMNS];
    for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[r][c] = 0.0f;
        }
    }
    for (int k = 0; k < K; k += UNROLL) {
        #pragma unroll
        for (int u = 0; u < UNROLL; u++) {
            float b[COLUMNS];
            #pragma unroll
            for (int c = 0; c < COLUMNS; c++) {
                b[c] = B[(k + u) * N + column + c * GROUP_X];
            }
            #pragma unroll
            for (int r = 0; r < ROWS; r++) {
                const float a = A[(row + r) * K + k + u];
                #pragma unroll
                for (int c = 0; c < COLUMNS; c++) {
                    sum[r][c] = fma(a, b[c], sum[r][c]);
                }
            }
        }
    }
    for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < COLUMNS; c++) {
            C[(row + r) * N + column + c * GROUP_X] = sum[r][c];
        }
    }
}
