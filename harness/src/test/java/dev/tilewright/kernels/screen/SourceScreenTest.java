package dev.tilewright.kernels.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of others is refused where it could do anything but compute, however it is spelled. */
class SourceScreenTest {

    private static Optional<String> refusal(Language language, String source, String... options) {
        return SourceScreen.refusal(new Kernel(language, source, List.of("f"), List.of(options)));
    }

    private static Optional<String> openCl(String source, String... options) {
        return refusal(Language.OPENCL, source, options);
    }

    private static Optional<String> cuda(String source, String... options) {
        return refusal(Language.CUDA, source, options);
    }

    /** Puts statements into a kernel, on line 2. */
    private static Optional<String> inKernel(String statements, String... options) {
        return openCl(
                "__kernel void f(__global float *A, __global const float *B, long n) {\n" + statements + "\n}\n",
                options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            asm("nop");                                                    | Line 2: inline assembly is no part of a kernel.
            __asm__ volatile("syscall" : : : "memory");                    | Line 2: inline assembly is no part of a kernel.
            __asm ("nop");                                                 | Line 2: inline assembly is no part of a kernel.
            printf("%d", 1);                                               | Line 2: printf is called, which is neither defined in the kernel nor a function of OpenCL C that a kernel may call.
            system("id");                                                  | Line 2: system is called, which is neither defined in the kernel nor a function of OpenCL C that a kernel may call.
            int system(__constant char *); system(0);                      | Line 2: system is declared, and nowhere in the kernel defined.
            extern int errno;                                              | Line 2: extern, which names something outside of the kernel.
            ((void (*)(void))n)();                                         | Line 2: something is called that is no function's name.
            A[0] = sizeof(void (*)(int));                                   | Line 2: a pointer to a function.
            void (*p)(int) = (void (*)(int))0x400000; p(1);                | Line 2: a pointer to a function.
            typedef void F(int); F *p = (F *)n; p(1);                      | Line 2: the type of a function.
            static int runs; A[0] = runs++;                                | Line 2: a static variable that can be written keeps what one run leaves for the next.
            static const float *last; last = B;                            | Line 2: a static variable that can be written keeps what one run leaves for the next.
            A[0] = *(__global float *)0x7f0000000000;                      | Line 2: a pointer that is made of a number.
            A[0] = *(__global float *)n;                                   | Line 2: a pointer that is made of a number.
            A[0] = *(__global float *)(ulong)(n + 8);                      | Line 2: a pointer that is made of a number.
            A[0] = **(__global float *__private *)&n;                      | Line 2: a cast to a pointer to pointers, which makes pointers of numbers.
            union { long a; __global float *p; } u; u.a = n; A[0] = *u.p;  | Line 2: a union with a pointer, which makes pointers of numbers.
            void (^block)(void) = ^{ A[0] = 1; };                          | Line 2: around "^" something that is not understood.
            void *to = &&there; goto *to; there: ;                         | Line 2: goto to a place that is computed.
            A[0] = __builtin_readcyclecounter();                           | Line 2: __builtin_readcyclecounter, a word of the compiler's own.
            A[0] = __COUNTER__;                                            | Line 2: __COUNTER__, a word of the compiler's own.
            __constant char *where = __FILE__;                             | Line 2: __FILE__, a word of the compiler's own.
            __typeof__(n) m = n;                                           | Line 2: __typeof__, a word of the compiler's own.
            typeof(n) m = n;                                               | Line 2: typeof, behind which a type hides.
            int static runs; A[0] = runs++;                                | Line 2: a static variable that can be written keeps what one run leaves for the next.
            struct { int a; } static s; A[0] = s.a++;                      | Line 2: a static variable that can be written keeps what one run leaves for the next.
            struct S { __global float *p; }; A[0] = *((struct S *)&n)->p;   | Line 2: a member that is a pointer, which makes pointers of numbers; pass pointers as arguments.
            typedef __global float *P; struct S { P p; }; A[0] = 1;        | Line 2: a member that is a pointer, which makes pointers of numbers; pass pointers as arguments.
            __global float *p = A; *(long *)&p = n; A[0] = *p;             | Line 2: the address of a pointer, where numbers become pointers.
            __global float *p = A; *(long *)&(p) = n; A[0] = *p;           | Line 2: the address of a pointer, where numbers become pointers.
            typedef __global float *P; P p = A; *(long *)&p = n;           | Line 2: the address of a pointer, where numbers become pointers.
            void *v = &n; __global float **p = v; A[0] = **p;              | Line 2: a pointer to pointers, or an array of them.
            __global float *p[1]; ((long *)p)[0] = n; A[0] = *p[0];        | Line 2: a pointer to pointers, or an array of them.
            typedef __global float *P; A[0] = *(P)n;                       | Line 2: a pointer that is made of a number.
            typedef __global float *P; union { long a; P p; } u; A[0] = *u.p; | Line 2: a union with a pointer, which makes pointers of numbers.
            { typedef int printf; } printf("x");                           | Line 1: printf is a name of the run time's own, and is declared anew.
            struct printf { int a; }; printf("x");                         | Line 1: printf is a name of the run time's own, and is declared anew.
            _Pragma("weak f")                                              | Line 2: #pragma weak f; allowed are unroll, OPENCL EXTENSION, FP_CONTRACT and once.
            _Pragma(W)                                                     | Line 2: _Pragma of what is no plain text.
            enqueue_kernel(get_default_queue(), 0, n);                     | Line 2: enqueue_kernel is called, which is neither defined in the kernel nor a function of OpenCL C that a kernel may call.
            _cl_printf(0);                                                 | Line 2: _cl_printf is called, which is neither defined in the kernel nor a function of OpenCL C that a kernel may call.
            """)
    void aStatementThatDoesMoreThanComputeIsRefused(String statement, String reason) {
        assertThat(inKernel(statement)).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            #define HIDE a ## sm                       | Line 2: inline assembly is no part of a kernel.
            #define P(a, b) a ## b\\n#define HIDE P(__as, m__) | Line 3: inline assembly is no part of a kernel.
            #define A1 __asm__\\n#define HIDE A1         | Line 3: inline assembly is no part of a kernel.
            #define HIDE __as\\\\\\nm__                  | Line 3: inline assembly is no part of a kernel.
            #include "/etc/passwd"                     | Line 1: #include "/etc/passwd", which is no file of the kernel's own folder.
            #include <stdio.h>                         | Line 1: #include <stdio.h>, which is no file of the kernel's own folder.
            #include HEADER                            | Line 1: #include HEADER, which is no file of the kernel's own folder.
            # /* */ include_next <a.h>                 | Line 1: #include_next.
            #embed "/etc/passwd"                       | Line 1: #embed.
            #line 7 "other.cl"                         | Line 1: #line.
            # 7 "other.cl"                             | Line 1: #7.
            #import "a"                                | Line 1: #import.
            #ident "a"                                 | Line 1: #ident.
            #pragma weak f                             | Line 1: #pragma weak f; allowed are unroll, OPENCL EXTENSION, FP_CONTRACT and once.
            #pragma redefine_extname f system          | Line 1: #pragma redefine_extname f system; allowed are unroll, OPENCL EXTENSION, FP_CONTRACT and once.
            #pragma push_macro("f")                    | Line 1: #pragma push_macro ( "f" ); allowed are unroll, OPENCL EXTENSION, FP_CONTRACT and once.
            #pragma OPENCL EXTENSION __cl_clang_function_pointers : enable | Line 1: #pragma OPENCL EXTENSION __cl_clang_function_pointers : enable; allowed are unroll, OPENCL EXTENSION, FP_CONTRACT and once.
            #if __has_include("/etc/passwd")\\n#endif   | Line 1: a condition on __has_include.
            %:define HIDE asm                          | Line 1: the digraph %:.
            ??=define HIDE asm                         | Line 1: the trigraph ??=.
            // ??/\\n#define HIDE asm                   | Line 1: the trigraph ??/ stands for a backslash.
            #define HIDE \\u0061sm                      | Line 1: the character \\ outside of comments and strings.
            #define HIDE __as\\ \\nm__                   | Line 1: a backslash with blanks after it joins lines in some compilers and not in others.
            #ifdef cl_khr_fp64\\n#define HIDE asm\\n#else\\n#define HIDE abs\\n#endif | Line 6: inline assembly is no part of a kernel.
            #if !defined(__clang__)\\n#define HIDE abs\\n#else\\n#define HIDE asm\\n#endif | Line 6: inline assembly is no part of a kernel.
            #ifdef acos\\n#define HIDE asm\\n#else\\n#define HIDE abs\\n#endif | Line 6: inline assembly is no part of a kernel.
            #define HIDE(...) __VA_OPT__(a)            | Line 1: __VA_OPT__, which compilers read differently.
            #define HIDE HIDE2\\n#define HIDE2(x)       | Line 3: the arguments of the macro HIDE2 are not closed, or a directive is among them.
            """)
    void aPreprocessorHidesNothing(String head, String reason) {
        String source = head.replace("\\\\", "\\").replace("\\n", "\n").strip();
        boolean spread = head.contains("HIDE2");
        assertThat(openCl(
                        source + "\n__kernel void f(__global int *A) { HIDE" + (spread ? "(" : " (\"nop\"); }") + "\n"))
                .hasValueSatisfying(text ->
                        assertThat(text.replaceFirst("Line \\d+", "")).isEqualTo(reason.replaceFirst("Line \\d+", "")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            __global int runs;                            | Line 1: a variable of the whole program that can be written keeps what one run leaves for the next.
            global int runs = 0;                          | Line 1: a variable of the whole program that can be written keeps what one run leaves for the next.
            static __global float last[4];                | Line 1: a variable of the whole program that can be written keeps what one run leaves for the next.
            __constant float *where = 0;                  | Line 1: a variable of the whole program that can be written keeps what one run leaves for the next.
            __attribute__((constructor)) void c() {}      | Line 1: the attribute constructor.
            __attribute__((__section__("x"))) void c() {} | Line 1: the attribute section.
            void c() __attribute__((alias("system")));    | Line 1: the attribute alias.
            __attribute__((unused, weak)) void c() {}     | Line 1: the attribute weak.
            [[gnu::used]] void c() {}                     | Line 1: the attribute gnu.
            void c(void g(int)) {}                        | Line 1: the type of a function.
            int system(__constant char *);                | Line 1: system is declared, and nowhere in the kernel defined.
            extern int system(__constant char *);         | Line 1: extern, which names something outside of the kernel.
            int open(void) __asm__("open64");             | Line 1: inline assembly is no part of a kernel.
            asm(".globl x");                              | Line 1: inline assembly is no part of a kernel.
            thread_local int runs;                        | Line 1: thread_local, which keeps what one run leaves for the next.
            _CL_DECLARE_FUNC_V_V(system)                  | Line 1: _CL_DECLARE_FUNC_V_V, a word of the compiler's own.
            """)
    void aDeclarationOfWhatIsOutsideOrOutlivesARunIsRefused(String declaration, String reason) {
        assertThat(openCl(declaration + "\n__kernel void f(__global float *A) { A[0] = 1; }\n"))
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            __device__ int runs;                                  | Line 1: a variable of the whole program that can be written keeps what one run leaves for the next.
            __managed__ int runs;                                 | Line 1: __managed__, which keeps what one run leaves for the next.
            #include "/etc/passwd"                                | Line 1: #include "/etc/passwd", which is no file of the kernel's own folder.
            #include <cstdio>                                     | Line 1: #include <cstdio>, which is no file of the kernel's own folder.
            __device__ long t() { return clock64(); }             | Line 1: clock64 is called, which is neither defined in the kernel nor a function of CUDA C that a kernel may call.
            __device__ void t() { printf("x"); }                  | Line 1: printf is called, which is neither defined in the kernel nor a function of CUDA C that a kernel may call.
            __device__ void t() { malloc(4); }                    | Line 1: malloc is called, which is neither defined in the kernel nor a function of CUDA C that a kernel may call.
            __device__ float *t() { return new float[4]; }        | Line 1: new: a kernel has no heap.
            __device__ void t() { __nanosleep(9); }               | Line 1: __nanosleep, a word of the compiler's own.
            __device__ void t() { asm("trap;"); }                 | Line 1: inline assembly is no part of a kernel.
            __device__ int t() { int a; asm("mov.u32 %0, %smid;" : "=r"(a)); return a; } | Line 1: inline assembly is no part of a kernel.
            __device__ int t() { static int runs; return runs++; } | Line 1: a static variable that can be written keeps what one run leaves for the next.
            struct S { static int runs; };                        | Line 1: a static member that can be written keeps what one run leaves for the next.
            __constant__ int t[2] = {0, 1}; __device__ int f() { return ((int *) t)[0]++; } | Line 1: a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type.
            __constant__ int t[2] = {0, 1}; __device__ int f() { const int *p = t; return ((int *) (p + 1))[0]++; } | Line 1: a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type.
            __constant__ int t[2] = {0, 1}; __device__ int f() { auto p = t; return ((int *) p)[0]++; } | Line 1: a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type.
            struct S { int a[2]; __device__ int *p() const { return (int *) a; } }; __constant__ S s = {{0, 1}};    | Line 1: a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type.
            const int n = 1; __device__ int f() { return (*(int *) &n)++; } | Line 1: a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type.
            const int n = 1; __device__ int f() { const int &r = n; return (*(int *) &r)++; } | Line 1: a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type.
            __constant__ int t[2] = {0, 1}; __device__ int f() { return const_cast<int &>(t[0])++; } | Line 1: const_cast, which changes what is constant.
            struct S { mutable int runs; }; __device__ const S s = {0};       | Line 1: mutable, which changes what is constant.
            __device__ float malloc(float a, float b) { return a; } __device__ void t() { malloc(4); } | Line 1: malloc is a name of the run time's own, and is declared anew.
            struct malloc { int a; }; __device__ void t() { malloc(4); }      | Line 1: malloc is a name of the run time's own, and is declared anew.
            struct S { virtual __device__ void t() {} };          | Line 1: virtual, which calls through a pointer.
            __device__ int t(long a) { return *reinterpret_cast<int *>(a); } | Line 1: a pointer that is made of a number.
            __device__ void t() { auto g = [] { }; g(); }         | Line 1: a lambda; write a function.
            __device__ void t(decltype(abs) g) {}                 | Line 1: decltype, behind which a type hides.
            template <class T> __device__ void t(T g) { g(1); }   | Line 1: g is called, which is neither defined in the kernel nor a function of CUDA C that a kernel may call.
            extern int cudaLaunch(int);                           | Line 1: extern, which names something outside of the kernel.
            extern "C" int vprintf(const char *, void *);         | Line 1: vprintf is declared, and nowhere in the kernel defined.
            struct S { __device__ int operator()(int a) { return a; } }; | Line 1: operator (), which calls what is no function.
            __device__ const char *t() { return R"(x)"; }         | Line 1: a string of another kind, R".
            """)
    void cudaIsRefusedForTheSameReasons(String declaration, String reason) {
        assertThat(cuda(declaration + "\nextern \"C\" __global__ void f(float *A) { A[0] = 1; }\n"))
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "-include",
        "-Xclang",
        "-load",
        "@file",
        "-o",
        "-I/etc",
        "-I.",
        "-DX=a b",
        "-DX=\"a\"",
        "-fplugin=x",
        "-cl-std=CL1.2 -include",
        "-DF(x)=x",
        "--run",
        "-x"
    })
    void aBuildOptionThatDoesMoreThanDefineANumberIsRefused(String option) {
        assertThat(openCl("__kernel void f(__global float *A) { A[0] = 1; }", option))
                .contains("The build option %s is not one that a kernel may have.".formatted(option));
    }

    @Test
    void whatAnOptionDefinesIsPartOfTheSource() {
        assertThat(inKernel("WHAT(\"nop\");", "-DWHAT=asm"))
                .contains("Line 2: inline assembly is no part of a kernel.");
        assertThat(inKernel("#if WHAT == 2\nasm(\"nop\");\n#endif", "-DWHAT=1")).isEmpty();
        assertThat(inKernel("#if WHAT == 2\nasm(\"nop\");\n#endif", "-DWHAT=2"))
                .contains("Line 3: inline assembly is no part of a kernel.");
    }

    @Test
    void macrosThatGrowWithoutBoundAreRefused() {
        StringBuilder bomb = new StringBuilder("#define X0 1,1\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("#define X%d X%d X%d\n".formatted(i, i - 1, i - 1));
        }
        assertThat(openCl(bomb + "__constant int a[] = { X39 };\n"))
                .contains("Line 41: macros that become more than 400000 tokens.");
        assertThat(openCl("__kernel void f() { " + "(".repeat(100_000) + ")".repeat(100_000) + "; }"))
                .contains("Line 1: parentheses nested more than 200 deep.");
    }

    @Test
    void aKernelInTheMannerOfLibrariesPasses() {
        String source = """
                #pragma OPENCL EXTENSION cl_khr_fp64 : enable
                #ifndef MWG
                  #define MWG 8      // Tile-size in dimension M
                #endif
                #if PRECISION == 3232
                  typedef struct cfloat {float x; float y;} real;
                #elif PRECISION == 16
                  typedef half real;
                #else
                  typedef float real;
                  typedef float4 real4;
                #endif
                #if VWM == 1
                  typedef real realM;
                #elif VWM == 4
                  typedef real4 realM;
                #endif
                #define INLINE_FUNC static inline
                #define MWI (MWG/MDIMC)
                #define CONCAT_(a, b) a##b
                #define CONCAT(a, b) CONCAT_(a, b)
                #define SetToZero(a) a = (real4)(0.0f)
                #define MultiplyAdd(c, a, b) c = mad(a, b, c)
                #ifdef cl_khr_subgroups
                  #define LANES get_sub_group_size()
                #else
                  #define LANES 1
                #endif
                __constant float table[] = {1.0f, 2.0f};
                enum { COUNT = 2 };
                INLINE_FUNC realM scaled(const __global realM* restrict a, const int i);
                INLINE_FUNC realM scaled(const __global realM* restrict a, const int i) { return a[i] * table[i % COUNT]; }
                __kernel __attribute__((reqd_work_group_size(MDIMC, 1, 1)))
                void f(const __global realM* restrict A, __global realM* C, int n) {
                  __local float tile[MWG][MWG + 1];
                  const int index = get_global_id(0);
                  real4 c; SetToZero(c);
                  static const int steps = 3;
                  tile[0][get_local_id(0)] = 0;
                  barrier(CLK_LOCAL_MEM_FENCE);
                  #pragma unroll
                  for (int i = 0; i < MWI; ++i) { MultiplyAdd(c, CONCAT(scal, ed)(A, i + index), (real4)(1.0f, 2.0f, 3.0f, 4.0f)); }
                  if (n > steps && !(c.s0 > 1 || LANES > 1)) { C[index] = c; } else C[index] = vload4(0, (__global float*)(C + 1));
                  vstore4(convert_float4(as_int4(c)).wzyx, 0, (__global float*)C);
                  atomic_add((volatile __global int*)C, 1);
                  float other = native_exp(c.x) + __builtin_convertvector((int2)(1, 2), float2).x;
                }
                """;
        assertThat(openCl(source, "-DVWM=4", "-DMDIMC=8")).isEmpty();
    }

    @Test
    void aKernelInCudaWithTemplatesAndHelpersPasses() {
        String source = """
                #include <cuda_fp16.h>
                #define TILE 16
                constexpr int WIDTH = 4;
                __constant__ float weights[2] = {1.0f, 2.0f};
                namespace detail { __device__ __forceinline__ int twice(int a) { return 2 * a; } }
                struct Pair { float a, b; __device__ Pair(float x, float y) : a(x), b(y) {} __device__ float sum() const { return a + b; }
                              static constexpr int SIZE = 2; };
                __device__ float4 operator+(const float4 a, const float4 b) { return make_float4(a.x + b.x, a.y, a.z, a.w); }
                template <int N, typename T> __device__ __forceinline__ T total(const T (&v)[N]) {
                    T sum = T(0);
                    #pragma unroll
                    for (int i = 0; i < N; ++i) sum += v[i];
                    return sum;
                }
                extern "C" __global__ void __launch_bounds__(256, 2) f(const float* __restrict__ A, float* __restrict__ C, int n) {
                    __shared__ __align__(16) float tile[TILE][TILE + 1];
                    extern __shared__ float more[];
                    static const int steps = 2;
                    const int i = blockIdx.x * blockDim.x + threadIdx.x;
                    float v[4] = {A[i], 1.0f, 2.0f, 3.0f};
                    Pair pair{v[0], fmaf(v[1], v[2], rsqrtf(v[3]))};
                    float4 wide = *reinterpret_cast<const float4*>(&A[i]);
                    *(float4 *) (C + 4 * threadIdx.x) = wide;
                    *reinterpret_cast<float4*>(&C[i]) = *(const float4 *) weights;
                    reinterpret_cast<float2*>(&tile[threadIdx.y][0])[0] = make_float2(v[0], v[1]);
                    const half h = __float2half(v[0]);
                    tile[threadIdx.y][threadIdx.x] = __ldg(&A[i]) + __shfl_xor_sync(0xffffffffu, v[0], 16);
                    __syncthreads();
                    C[i] = total<4>(v) + pair.sum() + float(detail::twice(n)) + __half2float(h) + static_cast<float>(steps) + more[0];
                    atomicAdd(&C[0], __expf(weights[1]) + (wide + wide).x);
                }
                """;
        assertThat(cuda(source, "--use_fast_math", "-DX=1", "-std=c++17")).isEmpty();
    }

    @Test
    void commentsAndTextThatIsNotCompiledMayMentionAnything() {
        assertThat(openCl("""
                // asm("nop") and it's fine — très bien \\u0061
                /* system() */
                #if 0
                asm("nop"); system("id");
                #endif
                #ifdef NOT_DEFINED_ANYWHERE
                #error without its tunables
                #endif
                __kernel void f(__global float *A) { A[0] = 1; }
                """)).isEmpty();
    }

    /** PoCL's headers define these, and none of them looks like a compiler's own. */
    @ParameterizedTest
    @ValueSource(strings = {"as_intptr_t", "as_uintptr_t", "kernel_exec", "double"})
    void whatADriversHeadersDefineIsLookedAtBothWays(String name) {
        assertThat(SourceScreen.refusal(opencl("#ifdef " + name + "\n__asm__(\"nop\");\n#endif\n")))
                .isPresent();
    }

    @Test
    void whatIsTakenForNoMacroIsNoneWhenItIsBuilt() {
        String source = "#if defined(FAST) || WIDE > 2\n#endif\n__kernel void f(__global float *C) { C[0] = 1; }\n";
        Kernel kernel = opencl(source);
        assertThat(SourceScreen.refusal(kernel)).isEmpty();
        assertThat(SourceScreen.asScreened(kernel).source()).isEqualTo("#undef FAST\n#undef WIDE\n#line 1\n" + source);
        assertThat(SourceScreen.asScreened(kernel.asTrusted())).isEqualTo(kernel);
        String exported = SourceScreen.assumptions(kernel) + source;
        assertThat(exported).isEqualTo("#undef FAST\n#undef WIDE\n" + source);
        assertThat(SourceScreen.refusal(opencl(exported))).isEmpty();
    }

    @Test
    void proseMayHaveAnApostropheWhereNoCompilerReadsIt() {
        String kernel = "__kernel void f(__global float *C) { C[0] = 1; }\n";
        assertThat(SourceScreen.refusal(opencl("#if 0\nit's 5\" wide\n#endif\n" + kernel)))
                .isEmpty();
        for (String hides : List.of(
                "it's prose\n",
                "#ifdef kernel_exec\nit's prose\n#endif\n",
                "#if 0\n' /*\n#endif\n__asm__(\"nop\"); /* */\n",
                "#if 0\n#else it's\n#endif\n")) {
            assertThat(SourceScreen.refusal(opencl(hides + kernel))).as(hides).isPresent();
        }
    }

    @Test
    void theAddressOfANumberPassesWhateverElseHasItsName() {
        assertThat(SourceScreen.refusal(opencl("""
                void add(float *sum, float x) { *sum += x; }
                __kernel void f(__global float *C) {
                    float sum = 0;
                    for (int i = 0; i < 4; i++) { add(&sum, i); }
                    C[0] = sum;
                }
                """))).isEmpty();
        for (String hides :
                List.of("float q; ", "{ float p; } ", "for (float p = 0; p < 1; p++) { } ", "if (n) { float p; } ")) {
            assertThat(SourceScreen.refusal(opencl("__kernel void f(__global float *p, long n) { " + hides
                            + "*(long *)&p = n; p[0] = 1; float p; }\n")))
                    .as(hides)
                    .isPresent();
        }
    }

    private static Kernel opencl(String source) {
        return new Kernel(Language.OPENCL, source, List.of("f"), List.of());
    }

    @Test
    void whatHelpsACompilerPasses() {
        assertThat(
                        inKernel(
                                "_Pragma(\"unroll\") for (int i = 0; i < 4; i++) { if (n < 0) __builtin_unreachable(); A[i] = B[i]; }"))
                .isEmpty();
    }
}
